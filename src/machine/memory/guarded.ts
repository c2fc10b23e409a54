/** Where the IOPMP stands on the way to a physical page, and what is behind it (both orders of stacking). */
import { DRAM_BASE, PAGE, UART_BASE, UART_SIZE } from '../../input/layout.ts';
import {
  type BoardShape,
  bareSection,
  DRAM,
  DRAM_UPSTREAM,
  GUARD_NEVER,
  GUARDED_END,
  IOPMP_UPSTREAM,
  modeSection,
  OUTER_UPSTREAM,
  SECTION_IOMMU,
  SECTIONS,
  TAIL_PAGE,
  UART,
  UART_PAGE,
  UART_UPSTREAM,
  UNASSIGNED,
} from './section.ts';

/** True if the IOPMP is somewhere on the way to the page at `pa`. */
export function isProtected(board: BoardShape, pa: number): boolean {
  const { guard } = SECTIONS[bareSection(board, pa)];
  return guard !== GUARD_NEVER && pa < GUARDED_END && board.hasIopmp;
}

/**
 * The section behind the IOPMP, for what it grants of the `size` bytes at `pa`. A piece of a page that regions share is one
 * for the IOPMP that comes behind the checkers.
 */
export function behindIopmp(board: BoardShape, pa: number, size: number): number {
  const section = bareSection(board, pa - (pa % PAGE));
  if (board.iopmpFirst) return section;
  if (section === TAIL_PAGE) return isInTail(board, pa, size) ? DRAM : UNASSIGNED;
  if (section === UART_PAGE) return isInUart(pa, size) ? UART : UNASSIGNED;
  if (section === DRAM_UPSTREAM || section === OUTER_UPSTREAM) return DRAM;
  return SECTIONS[section].kind === SECTION_IOMMU ? modeSection(board, SECTIONS[section].granted) : section;
}

/** The section that serves a piece of `size` bytes at `pa` in the section `page`, which regions share. */
export function sectionOfPiece(board: BoardShape, page: number, pa: number, size: number): number {
  if (page === TAIL_PAGE && isInTail(board, pa, size)) return board.dramSection;
  if (page === UART_PAGE && isInUart(pa, size)) return board.checkers ? UART_UPSTREAM : UART;
  return board.iopmpLast ? IOPMP_UPSTREAM : UNASSIGNED;
}

function isInTail(board: BoardShape, pa: number, size: number): boolean {
  const offset = pa - DRAM_BASE - board.dramBytes;
  return offset >= 0 && offset + size <= board.tailBytes;
}

function isInUart(pa: number, size: number): boolean {
  return pa - UART_BASE + size <= UART_SIZE;
}
