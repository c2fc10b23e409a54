import { readFileSync } from 'node:fs';
import { InputError } from '../bits/errors.ts';
import { errnoOf, onDisk } from './disk-error.ts';

/** A JSON value as it was read; nothing is known of its shape. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads a JSON file; undefined if there is none. A file that is no JSON leaves as InputError with file:line:column.
 */
export function readJson(file: string): Json | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new InputError(`${file}:${placeOf(error, text)}: found damaged JSON, expected one JSON document`);
  }
}

function readIfThere(file: string): string | undefined {
  return onDisk('read', file, () => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
}

/** Line and column, from 1, that the parser's message points at; the end of the text if it names no position. */
function placeOf(error: unknown, text: string): string {
  const named = /position (\d+)/.exec(String(error));
  const offset = named === null ? text.length : Number(named[1]);
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

/**
 * Reads the fields of one JSON object with a check of their type. Every wrong or missing field is an InputError that
 * names file, field and what was expected.
 */
export class JsonFields {
  private readonly file: string;
  private readonly fields: { readonly [key: string]: Json };

  constructor(file: string, value: Json | undefined) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InputError(`${file}: found ${kindOf(value)}, expected an object`);
    }
    this.file = file;
    this.fields = value as { readonly [key: string]: Json };
  }

  /** A string. */
  text(name: string): string {
    const value = this.fields[name];
    return typeof value === 'string' ? value : this.refuse(name, 'a string');
  }

  /** A string, or undefined if there is no such field. */
  optionalText(name: string): string | undefined {
    return this.fields[name] === undefined ? undefined : this.text(name);
  }

  /** A finite number, at least 0. */
  number(name: string): number {
    const value = this.fields[name];
    return typeof value === 'number' && value >= 0 ? value : this.refuse(name, 'a number, 0 or more');
  }

  /** A safe integer, at least 0. */
  count(name: string): number {
    const value = this.fields[name];
    return isCount(value) ? value : this.refuse(name, 'an integer, 0 or more');
  }

  /** A safe integer. */
  integer(name: string): number {
    const value = this.fields[name];
    return Number.isSafeInteger(value) ? Number(value) : this.refuse(name, 'an integer');
  }

  /** true or false. */
  flag(name: string): boolean {
    const value = this.fields[name];
    return typeof value === 'boolean' ? value : this.refuse(name, 'true or false');
  }

  /** A list of strings. */
  texts(name: string): readonly string[] {
    const list = this.list(name);
    return list.every((item) => typeof item === 'string') ? list : this.refuse(name, 'a list of strings');
  }

  /** A list of safe integers, at least 0. */
  counts(name: string): readonly number[] {
    const list = this.list(name);
    return list.every(isCount) ? list : this.refuse(name, 'a list of integers, 0 or more');
  }

  /** An object. */
  object(name: string): JsonFields {
    return new JsonFields(`${this.file}: "${name}"`, this.fields[name]);
  }

  /** An object, or undefined if there is no such field. */
  optionalObject(name: string): JsonFields | undefined {
    return this.fields[name] === undefined ? undefined : this.object(name);
  }

  /** A list of objects. */
  objects(name: string): JsonFields[] {
    return this.list(name).map((item, index) => new JsonFields(`${this.file}: "${name}" ${index}`, item));
  }

  /** An object whose values are counts. */
  countsByName(name: string): Record<string, number> {
    const inner = this.object(name);
    return Object.fromEntries(Object.keys(inner.fields).map((key) => [key, inner.count(key)]));
  }

  private list(name: string): readonly Json[] {
    const value = this.fields[name];
    return Array.isArray(value) ? value : this.refuse(name, 'a list');
  }

  private refuse(name: string, expected: string): never {
    throw new InputError(`${this.file}: "${name}": found ${kindOf(this.fields[name])}, expected ${expected}`);
  }
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
