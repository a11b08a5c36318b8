/** The label of a pixel that nobody says anything of: no loss listens to it, no score counts it. */
export const IGNORED = 255

/** The prediction with background where the truth says nothing, and so the truth: such pixels score nothing. */
export function withoutIgnored<T extends { readonly data: Uint8Array }>(
  truth: T,
  prediction: T,
): [T, T] {
  if (!truth.data.includes(IGNORED)) return [truth, prediction]
  const known = truth.data.map((label) => (label === IGNORED ? 0 : label))
  const answered = prediction.data.map((label, i) => (truth.data[i] === IGNORED ? 0 : label))
  return [
    { ...truth, data: known },
    { ...prediction, data: answered },
  ]
}
