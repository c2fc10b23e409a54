/** Lays rows out in columns, two spaces apart, without spaces at line ends; the last line has no line break. */
export function layTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const lineOf = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ');
  return rows.map((row) => lineOf(row).trimEnd()).join('\n');
}
