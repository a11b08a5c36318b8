/**
 * A text as a cell of CSV (RFC 4180). One that a spreadsheet would take for a formula, since it begins
 * with `=`, `+`, `-`, `@`, a tab or a line break, gets an apostrophe before it (OWASP, "CSV injection").
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
