/**
 * Lays out rows as text, two spaces between columns.
 *
 * @param rows The first one is the head.
 * @param sides Where each column's text stands. @default the first to the left, the others right
 */
export function textTable(
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[] = ['left'],
): string {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => (widths[i] = Math.max(widths.at(i) ?? 0, cell.length)))
  const place = (cell: string, i: number): string =>
    sides[i] === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
  const lines = rows.map((row) => row.map(place).join('  ').trimEnd())
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  return [lines[0] ?? '', rule, ...lines.slice(1)].map((line) => `${line}\n`).join('')
}
