import { amount, fail } from '@spad/core'

/**
 * Rows of a table by the names of its columns (RFC 4180: commas, quotes, doubled within; LF or CRLF).
 *
 * @throws SpadError if a quote is left open, a column stands twice, or a row has other columns than the head.
 */
export function parseCsv(file: string, text: string): Record<string, string>[] {
  const [head, ...rows] = records(file, text)
  if (!head) return fail('node', `\`${file}\` is empty: its first line must name its columns.`)
  const names = head.map((name) => name.trim().toLowerCase())
  const [only = ''] = names
  const divider = names.length === 1 && [';', '\t', '|'].find((one) => only.includes(one))
  if (divider)
    fail(
      'node',
      `\`${file}\` has ${JSON.stringify(divider)} between its columns: it must have commas.`,
    )
  const twice = names.find((name, k) => names.indexOf(name) !== k)
  if (twice !== undefined)
    fail('node', `\`${file}\` has the column \`${twice}\` twice: keep one of them.`)
  return rows.map((row, i) => {
    if (row.length !== names.length)
      fail(
        'node',
        `row ${i + 2} of \`${file}\` has ${amount(row.length, 'cell')}: its head has ${names.length}.`,
      )
    return Object.fromEntries(names.map((name, k) => [name, (row[k] ?? '').trim()]))
  })
}

function records(file: string, text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  // a cell, in quotes or not, and what ends it
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy
  for (let at = 0; at <= text.length; at = cell.lastIndex) {
    cell.lastIndex = at
    const found = cell.exec(text)
    if (!found)
      fail('node', `row ${rows.length + 1} of \`${file}\` has a quote that is out of place.`)
    const [, content = '', end = ''] = found
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content)
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
    if (end === '') break
  }
  return rows
}
