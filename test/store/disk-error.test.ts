import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { diskError, onDisk } from '../../src/store/disk-error.ts';

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('diskError', () => {
  it.each([
    ['ENOSPC', 'no space left on the device'],
    ['EACCES', 'permission denied'],
    ['EROFS', 'the file system is read-only'],
    ['EXOTIC', 'EXOTIC'],
  ])('says %s in words', (code, reason) => {
    expect(diskError(failure(code), 'write', 'x')).toEqual(new InputError(`cannot write x: ${reason}`));
  });

  it('leaves errors alone that are none of the disk', () => {
    const ours = new TypeError('ours');
    const node = failure('ERR_INVALID_ARG_TYPE');
    expect(diskError(ours, 'write', 'x')).toBe(ours);
    expect(diskError(node, 'write', 'x')).toBe(node);
  });
});

describe('onDisk', () => {
  it('returns what the operation returns', () => {
    expect(onDisk('read', 'x', () => 7)).toBe(7);
  });

  it('passes an InputError of the operation on', () => {
    const error = new InputError('already in words');
    expect(() =>
      onDisk('read', 'x', () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
