/** Two digits that count, and no power of ten: `190`, `16`, `2.8`. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(2)))
}

/** A share in per cent, with two digits that count: `100 %`, `16 %`, `0.45 %`. */
export function percent(share: number): string {
  return `${digits(100 * share)} %`
}
