import { definePart, type Given } from '../contracts/define-part.js'
import { aShare } from '../contracts/rule.js'
import { geometricAugment } from './augment.js'

const options = {
  /**
   * How often left and right change places. Most organs and lesions look alike mirrored, or come in
   * mirrored pairs (eyes, lungs, breasts), so this doubles the data for nothing.
   * @default 0.5
   */
  horizontal: { rule: aShare(), default: 0.5 },
  /**
   * How often top and bottom change places. Off, because patients, beams and probes have a direction:
   * no lung hangs from a diaphragm, no retina lies under its choroid. For pictures without an upright
   * (microscopy, dermoscopy, en-face views) give 0.5.
   * @default 0
   */
  vertical: { rule: aShare(), default: 0 },
}

export interface FlipOptions extends Given<typeof options> {}

/**
 * Mirrors a sample.
 *
 * @throws SpadError if a probability is not in `[0, 1]`.
 */
export const flip = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'flip',
  options,
  build: ({ horizontal, vertical }) =>
    geometricAugment((random, height, width) => {
      const mirrorX = random.uniform() < horizontal
      const mirrorY = random.uniform() < vertical
      if (!mirrorX && !mirrorY) return undefined
      return ({ x, y }) => {
        for (let i = 0; mirrorX && i < x.length; i++) x[i] = width - 1 - x[i]!
        for (let i = 0; mirrorY && i < y.length; i++) y[i] = height - 1 - y[i]!
      }
    }),
})
