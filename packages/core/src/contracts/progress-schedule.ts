/** The strength of each noise by name, `0` = off, `1` = full: `{ scd, bcd }` and any other. */
export type Intensity = Readonly<Record<string, number>>

/** What validation has shown, each value a Dice in `[0, 1]`. */
export interface Measured {
  /** Dice over the whole image. */
  readonly dice: number
  /** Dice over pixels away from any true boundary: is the coarse structure learnt? */
  readonly interior: number
  /** Dice over the band around the true boundaries: are the contours? */
  readonly boundary: number
}

/**
 * PaS: maps training progress in `[0, 1]` to the intensity of each noise.
 *
 * A pure function. `measured` holds the best of each measure so far, absent before the first
 * validation.
 *
 * Source: SPAD (arXiv 2603.07889), the progress-aware scheduler; the form is ours.
 */
export type ProgressSchedule = (progress: number, measured?: Measured) => Intensity
