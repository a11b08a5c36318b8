/** Controls, but for tab and line break, and marks that turn the direction of writing. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text as a terminal may have it: what would command it is written out, as in `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
