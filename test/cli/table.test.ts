import { describe, expect, it } from 'vitest';
import { layTable } from '../../src/cli/table.ts';

describe('layTable', () => {
  it('aligns columns and leaves no space at line ends', () => {
    const rows = [
      ['kind', 'group', ''],
      ['assert', 'g', 'file'],
    ];
    expect(layTable(rows)).toBe('kind    group\nassert  g      file');
  });

  it('is empty without rows', () => {
    expect(layTable([])).toBe('');
  });
});
