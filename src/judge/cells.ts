/** The single values that an object holds, found by walking it, so that a part which someone adds is found too. */

/** One number or boolean somewhere below the root. */
export interface Cell {
  /** Field names from the root down, the index of an array left out. */
  readonly path: string;
  readonly owner: object;
  readonly key: string | number;
}

/** Elements of an array that are taken if it is longer: these many that are not 0, and its ends. */
const MOST_ELEMENTS = 32;

/**
 * The cells below `root`: fields, and elements of typed arrays, each buffer and each object once. `skipped`: names of
 * fields that are not entered.
 */
export function cellsOf(root: object, skipped: ReadonlySet<string>): Cell[] {
  const walk = new Walk(skipped);
  walk.visit(root, '');
  return walk.cells;
}

class Walk {
  readonly cells: Cell[] = [];
  private readonly seen = new Set<object>();
  private readonly skipped: ReadonlySet<string>;

  constructor(skipped: ReadonlySet<string>) {
    this.skipped = skipped;
  }

  visit(owner: object, path: string): void {
    for (const [name, value] of Object.entries(owner)) {
      if (!this.skipped.has(name)) this.take(owner, name, value, path === '' ? name : `${path}.${name}`);
    }
  }

  private take(owner: object, key: string, value: unknown, path: string): void {
    if (typeof value === 'number' || typeof value === 'boolean') this.cells.push({ path, owner, key });
    else if (ArrayBuffer.isView(value)) this.takeElements(value, path);
    else if (typeof value === 'object' && value !== null && this.isNew(value)) this.visit(value, path);
  }

  private takeElements(view: ArrayBufferView, path: string): void {
    if (!this.isNew(view.buffer)) return;
    if (!(view instanceof Int32Array || view instanceof Uint8Array || view instanceof Float64Array)) return;
    const chosen = view.length <= MOST_ELEMENTS ? view.keys() : livelyElements(view);
    for (const key of chosen) this.cells.push({ path, owner: view, key });
  }

  private isNew(object: object): boolean {
    const isNew = !this.seen.has(object);
    this.seen.add(object);
    return isNew;
  }
}

/** Indices of values that are not 0, and of the ends. */
function livelyElements(view: Int32Array | Uint8Array | Float64Array): number[] {
  const chosen = [0];
  for (let i = 1; i < view.length - 1 && chosen.length < MOST_ELEMENTS; i++)
    if (view[i] !== 0) chosen.push(i);
  return [...chosen, view.length - 1];
}

/** Values that a cell could hold instead of its present one. */
export function otherValues(value: number | boolean): readonly (number | boolean)[] {
  if (typeof value === 'boolean') return [!value];
  if (value !== (value | 0)) return [value + 1];
  return [value ^ 1, value ^ 0x10, value ^ (0x8000_0000 | 0)];
}
