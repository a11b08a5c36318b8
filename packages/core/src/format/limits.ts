/** What files of models and checkpoints may hold at the most: far more than any real one does. */
export const LIMITS = {
  /** Bytes of a JSON file. */
  json: 2 ** 24,
  shards: 4096,
  /** Bytes of all weights together; a checkpoint has four numbers for each. */
  bytes: 2 ** 31 - 1,
  weights: 2 ** 15,
  rank: 8,
  /** Characters of a name. */
  name: 512,
} as const
