import { gaussianBlur } from '../augment/blur.js'
import { smoothField } from '../augment/smooth-field.js'
import type { Random } from '../support/random.js'
import { between, several } from './draw.js'
import { drawRetina, type Retina } from './oct-anatomy.js'
import { band, clampUnit, paint, type Scene, step } from './shapes.js'
import { speckle } from './speckle.js'

/**
 * A retinal B-scan: dark vitreous, layers of different reflectivity around a foveal pit, the bright
 * pigment epithelium, a choroid that fades. Dark fluid (cysts, and a lens under the retina) is class
 * 1, drusen under the epithelium class 2. Vessel shadows, dark choroidal vessels and speckle make it
 * hard.
 */
export function octScene(height: number, width: number, random: Random): Scene {
  const retina = drawRetina(height, width, random.fork('retina'))
  const clean = reflectivity(retina, height, width, random.fork('light'))
  const noisy = speckle(clean, height, width, random.fork('speckle'))
  const sharpness = between(random, 0.35, 0.65) * (height / 96)
  const data = gaussianBlur({ data: noisy, height, width, channels: 1 }, sharpness)
  return {
    image: { data: clampUnit(data), height, width, channels: 1 },
    truth: { data: lesions(retina, height, width), height, width },
  }
}

/** Class 1 where there is fluid, class 2 between a raised epithelium and Bruch's membrane. */
function lesions(retina: Retina, height: number, width: number): Uint8Array {
  const under = paint(height, width, (y, _, pixel) => {
    const membrane = retina.membrane[pixel % width]!
    const elevation = retina.elevation[pixel % width]!
    return elevation > 0.01 && y > membrane - elevation && y < membrane ? 2 : 0
  })
  return Uint8Array.from(under, (label, pixel) => (retina.fluid[pixel]! > 0.5 ? 1 : label))
}

/** What a scanner without noise would show: `height × width` values around 0 to 1. */
function reflectivity(retina: Retina, height: number, width: number, random: Random) {
  const tone = drawTones(random)
  const shadows = drawShadows(random)
  const tissue = smoothField(height, width, 0.06 * width, random)
  const vessels = smoothField(height, width, 0.045 * width, random)
  const gain = smoothField(1, width, 0.2 * width, random)
  const soft = 0.6 / height

  return paint(height, width, (y, x, pixel) => {
    const column = pixel % width
    const surface = retina.surface[column]!
    const membrane = retina.membrane[column]!
    const epithelium = membrane - retina.elevation[column]!
    let value = neuralRetina(retina, tone, column, y, soft)
    value *= 1 + 0.12 * tissue[pixel]!
    value += (tone.fluid - value) * retina.fluid[pixel]!
    value += (tone.pigment - value) * step(y, epithelium - 0.03 - soft, epithelium - 0.03 + soft)
    value += (tone.drusen - value) * step(y, epithelium - soft, epithelium + soft)
    const beneath = choroid(tone, y - membrane, vessels[pixel]!)
    value += (beneath - value) * step(y, membrane - soft, membrane + 3 * soft)
    for (const shadow of shadows) {
      const aside = Math.abs(x - shadow.x) / shadow.reach
      value *= 1 - shadow.depth * step(1.6 - aside, 0, 1) * step(y, surface + 0.03, surface + 0.07)
    }
    return value * (1 + 0.12 * gain[column]!)
  })
}

/** From the vitreous down to the pigment epithelium, each layer painted over those above. */
function neuralRetina(retina: Retina, tone: Tones, column: number, y: number, soft: number) {
  const surface = retina.surface[column]!
  const plexiform = retina.plexiform[column]!
  const ellipsoid = retina.ellipsoid[column]!
  const inner = (y - surface) / Math.max(1e-3, plexiform - surface)
  const fibres = retina.fibres[column]! / Math.max(0.03, plexiform - surface)
  let value = tone.vitreous
  value += (innerLayers(inner, fibres, tone) - value) * step(y, surface - soft, surface + soft)
  value += (tone.nuclear - value) * step(y, plexiform - soft, plexiform + soft)
  value += (tone.membrane - tone.nuclear) * band(y, ellipsoid - 0.03, ellipsoid - 0.022, soft)
  value += (tone.ellipsoid - value) * band(y, ellipsoid - 0.009, ellipsoid + 0.009, soft)
  return (
    value + (tone.segments - value) * step(y, ellipsoid + 0.009 - soft, ellipsoid + 0.009 + soft)
  )
}

/** Tissue that fades with depth, with dark vessels where the random field is high. */
function choroid(tone: Tones, depth: number, vessel: number): number {
  const below = Math.max(0, depth)
  const fade = tone.choroidDepth / (tone.choroidDepth + below * (1 + 4 * below))
  const lumen = step(vessel, 0.3, 1.1) * step(depth, 0.02, 0.05)
  return tone.choroid * fade * (1 - 0.55 * lumen) - 0.05 * step(depth, 0.1, 0.4)
}

/** Up to three vessels of the inner retina, which keep the light from what lies below. */
function drawShadows(random: Random) {
  return several(random.integer(4), () => ({
    x: random.uniform(),
    reach: between(random, 0.008, 0.02),
    depth: between(random, 0.35, 0.65),
  }))
}

type Tones = ReturnType<typeof drawTones>

/** How bright each layer is in this eye, and how deep the light gets. */
function drawTones(random: Random) {
  const vary = (tone: number): number => tone * between(random, 0.88, 1.12)
  return {
    vitreous: 0.035,
    fluid: between(random, 0.05, 0.13),
    drusen: between(random, 0.38, 0.55),
    segments: 0.42,
    choroid: 0.5,
    choroidDepth: between(random, 0.08, 0.16),
    fibres: vary(0.68),
    ganglion: vary(0.46),
    innerNuclear: vary(0.29),
    plexiform: vary(0.46),
    nuclear: vary(0.2),
    membrane: vary(0.34),
    ellipsoid: vary(0.66),
    pigment: vary(0.82),
  }
}

/**
 * From nerve fibres to outer plexiform layer.
 *
 * @param inner 0 at the retina's surface, 1 at the outer end of the outer plexiform layer.
 * @param fibres The thickness of the nerve fibres on the same scale.
 */
function innerLayers(inner: number, fibres: number, tone: Tones): number {
  const edge = 0.04
  let value = tone.fibres
  value += (tone.ganglion - value) * step(inner, fibres - edge, fibres + edge)
  value += (tone.innerNuclear - value) * step(inner, 0.62 - edge, 0.62 + edge)
  value += (tone.plexiform - value) * step(inner, 0.82 - edge, 0.82 + edge)
  return value
}
