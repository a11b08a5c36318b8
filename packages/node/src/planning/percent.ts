/** A share in per cent, with two digits that count: `100 %`, `16 %`, `0.45 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`
}
