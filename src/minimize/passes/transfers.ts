import {
  EVENT_ARGS,
  EVENT_COPY_ANNOUNCED,
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_COPY,
  EVENT_DMA_PA,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_FIRST,
  EVENT_TRANSACTION_LAST,
  EVENT_TRANSACTION_START,
  EVENTS,
  type Input,
} from '../../input/layout.ts';
import { backwards } from '../chunks.ts';
import type { Trial } from '../trial.ts';
import { setWord } from '../words.ts';

/** Bytes of the plainest transfer. */
const PLAIN = 8;

/** Makes what comes from other bus masters plainer: half of a copy, unannounced, of 8 bytes; messages about 8 bytes. */
export function plainTransfers(trial: Trial): void {
  backwards(trial.best[EVENT_COUNT], (i) => {
    const at = EVENTS + i * EVENT_STRIDE;
    switch (trial.best[at + EVENT_KIND]) {
      case EVENT_DMA_COPY:
        plainCopy(trial, at);
        break;
      case EVENT_DMA_READ:
      case EVENT_DMA_WRITE:
        trial.attempt((copy) => shorten(copy, at + EVENT_DMA_BYTES, PLAIN));
        break;
      case EVENT_TRANSACTION_START:
      case EVENT_TRANSACTION_END:
        trial.attempt((copy) => endAfter(copy, at, PLAIN));
    }
  });
}

function plainCopy(trial: Trial, at: number): void {
  for (const [kind, place] of [
    [EVENT_DMA_READ, EVENT_COPY_SOURCE],
    [EVENT_DMA_WRITE, EVENT_COPY_TARGET],
  ] as const) {
    if (trial.attempt((copy) => becomeTransfer(copy, at, kind, place))) return;
  }
  trial.attempt((copy) => setWord(copy, at + EVENT_COPY_ANNOUNCED, 0));
  trial.attempt((copy) => shorten(copy, at + EVENT_COPY_BYTES, PLAIN));
}

/** The half of a copy that is at its argument `place` alone, of as many bytes. */
function becomeTransfer(copy: Input, at: number, kind: number, place: number): boolean {
  const bytes = copy[at + EVENT_COPY_BYTES];
  const lo = copy[at + place];
  const hi = copy[at + place + 1];
  copy.fill(0, at + EVENT_ARGS, at + EVENT_STRIDE);
  copy[at + EVENT_KIND] = kind;
  copy[at + EVENT_DMA_PA] = lo;
  copy[at + EVENT_DMA_PA + 1] = hi;
  copy[at + EVENT_DMA_BYTES] = bytes;
  return true;
}

/** The range of a longer message ends `bytes` behind its first byte. */
function endAfter(copy: Input, at: number, bytes: number): boolean {
  const first = copy[at + EVENT_TRANSACTION_FIRST] >>> 0;
  const last = copy[at + EVENT_TRANSACTION_LAST] >>> 0;
  const isInOne = copy[at + EVENT_TRANSACTION_FIRST + 1] === copy[at + EVENT_TRANSACTION_LAST + 1];
  return (
    isInOne && last - first >= bytes && setWord(copy, at + EVENT_TRANSACTION_LAST, (first + bytes - 1) | 0)
  );
}

/** A longer transfer moves `bytes`. */
function shorten(copy: Input, word: number, bytes: number): boolean {
  return copy[word] > bytes && setWord(copy, word, bytes);
}
