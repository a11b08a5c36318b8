import { type DefinedTable, partTable } from '../contracts/part-table.js'
import { fail } from '../support/errors.js'
import { affine, type AffineOptions } from './affine.js'
import { type Augment, composeAugment } from './augment.js'
import { blur, type BlurOptions } from './blur.js'
import { brightness, type BrightnessOptions } from './brightness.js'
import { contrast, type ContrastOptions } from './contrast.js'
import { elastic, type ElasticOptions } from './elastic.js'
import { flip, type FlipOptions } from './flip.js'
import { gamma, type GammaOptions } from './gamma.js'
import { gaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.js'

/** The whole augmentation as JSON. Each part: its options, `false` for off, absent for its defaults. */
export interface AugmentConfig {
  /** Mirroring. @default {} */
  readonly flip?: FlipOptions | false
  /** Rotation, scale and shift. @default {} */
  readonly affine?: AffineOptions | false
  /** Smooth deformation. @default {} */
  readonly elastic?: ElasticOptions | false
  /** A brighter or darker, or unevenly lit, image. @default {} */
  readonly brightness?: BrightnessOptions | false
  /** More or less contrast. @default {} */
  readonly contrast?: ContrastOptions | false
  /** Another tone curve. @default {} */
  readonly gamma?: GammaOptions | false
  /** A less sharp image. @default {} */
  readonly blur?: BlurOptions | false
  /** Noise of the sensor. @default {} */
  readonly noise?: GaussianNoiseOptions | false
}

/**
 * In the order in which light reaches a file: the patient moves, the light varies, the lens blurs, the
 * sensor adds noise. So noise is never blurred away.
 */
const ALL = [flip, affine, elastic, brightness, contrast, gamma, blur, gaussianNoise] as const

/** Each augmentation by the `type` of its description. */
export const augmentParts: DefinedTable<Augment> = /* @__PURE__ */ partTable<Augment>(ALL)

/**
 * Builds the augmentation that a config describes; `augmentFromConfig({})` is the default one.
 *
 * @throws SpadError if a part is unknown or one of its options is out of range.
 */
export function augmentFromConfig(config: AugmentConfig): Augment {
  const known = ALL.map(({ type }): string => type)
  for (const name of Object.keys(config))
    if (!known.includes(name))
      fail('core', `\`${name}\` is no augmentation: there are ${known.join(', ')}.`)
  const parts = ALL.flatMap((part) => {
    const options = config[part.type as keyof AugmentConfig] ?? {}
    return options === false ? [] : [(part as (given: object) => Augment)(options)]
  })
  return composeAugment(...parts)
}

/**
 * Mild changes that suit most medical images, each documented with its options: mirroring left and
 * right, small movements, smooth deformation, light, contrast, tone curve, blur and noise.
 */
export function defaultAugment(): Augment {
  return augmentFromConfig({})
}
