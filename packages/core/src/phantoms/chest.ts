import { gaussianBlur } from '../augment/blur.js'
import { smoothField } from '../augment/smooth-field.js'
import type { Random } from '../support/random.js'
import { bones } from './chest-bones.js'
import { type Chest, drawChest, insideBody, insideHeart, insideLungs } from './chest-anatomy.js'
import { lungVessels } from './chest-vessels.js'
import { between, chance, several } from './draw.js'
import { bell, clampUnit, paint, type Scene, step } from './shapes.js'

/**
 * A frontal chest X-ray: dark lungs, class 1, between ribs, clavicles, heart, spine and diaphragm.
 * Vessels, opacities, breast shadows, a bubble of gas under the diaphragm and noise make it hard.
 */
export function chestScene(height: number, width: number, random: Random): Scene {
  const chest = drawChest(random.fork('anatomy'))
  const rough = smoothField(height, width, 0.12 * Math.min(height, width), random.fork('outline'))
  const air = paint(height, width, (y, x, i) => insideLungs(chest, y, x) + 0.006 * rough[i]!)
  const clean = attenuation(chest, air, height, width, random.fork('tissue'))
  const data = expose(clean, height, width, random.fork('exposure'))
  return {
    image: { data, height, width, channels: 1 },
    truth: { data: Uint8Array.from(air, (inside) => (inside > 0 ? 1 : 0)), height, width },
  }
}

/** How much of the beam is stopped: bone and heart near 1, air near 0. */
function attenuation(
  chest: Chest,
  air: Float32Array,
  height: number,
  width: number,
  random: Random,
): Float32Array {
  const skeleton = bones(chest, random.fork('bones'))
  const vessels = lungVessels(chest, height, width, random.fork('vessels'))
  const coarse = smoothField(height, width, 0.18 * Math.min(height, width), random)
  const fine = smoothField(height, width, 0.04 * Math.min(height, width), random)
  const opacities = drawOpacities(chest, random)
  const bubble = {
    shown: chance(random, 0.6),
    x: chest.midline + between(random, 0.17, 0.27),
    y: chest.floor + between(random, 0.03, 0.09),
    reachX: between(random, 0.05, 0.11),
    reachY: between(random, 0.03, 0.06),
  }
  const breasts = chance(random, 0.45) ? between(random, 0.05, 0.14) : 0
  const darkness = between(random, 0.36, 0.46)
  const thin = between(random, 0.05, 0.09)

  return paint(height, width, (y, x, i) => {
    const depth = air[i]!
    const aside = Math.abs(x - chest.midline)
    const heart = insideHeart(chest, y, x)
    let value = 0.62 + 0.03 * coarse[i]!
    value += 0.14 * step(y, chest.floor - 0.1, chest.floor + 0.12)
    value += 0.1 * (1 - step(aside, 0.03, 0.11)) + 0.1 * step(heart, -0.01, 0.05)
    // the edge of the lung is sharp, and deeper inside more air lies in the beam
    value -= darkness * (0.5 * step(depth, -0.008, 0.012) + 0.5 * step(depth, 0, thin * 2))
    const inLung = step(depth, -0.005, 0.02)
    for (const side of [-1, 1]) {
      const dx = (x - chest.midline - side * 0.24) / 0.17
      const dy = (y - chest.floor + 0.12) / 0.15
      value += breasts * bell(dx * dx + dy * dy * (dy > 0 ? 2.5 : 1))
      const hx = (x - chest.midline - side * 0.085) / 0.08
      const hy = (y - chest.hilum) / 0.11
      value += 0.12 * bell(hx * hx + hy * hy)
    }
    for (const spot of opacities) {
      const dx = (x - spot.x) / spot.reach
      const dy = (y - spot.y) / (spot.reach * spot.aspect)
      value += inLung * spot.strength * bell(dx * dx + dy * dy) * (1 + 0.5 * fine[i]!)
    }
    value += inLung * vessels[i]! + 0.012 * fine[i]!
    value += skeleton(y, x)
    const windpipe = 1 - step(Math.abs(x - chest.midline - 0.012), 0.012, 0.026)
    value -= 0.11 * windpipe * (1 - step(y, chest.hilum - 0.12, chest.hilum - 0.03))
    if (bubble.shown) {
      const dx = (x - bubble.x) / bubble.reachX
      const dy = (y - bubble.y) / bubble.reachY
      value -= 0.3 * step(1 - dx * dx - dy * dy, 0, 0.5) * (1 - inLung)
    }
    return value * step(insideBody(chest, y, x), -0.01, 0.02)
  })
}

/** Up to three consolidations or nodules. */
function drawOpacities(chest: Chest, random: Random) {
  const count = chance(random, 0.5) ? 0 : 1 + random.integer(3)
  return several(count, () => ({
    x: chest.midline + (chance(random, 0.5) ? -1 : 1) * between(random, 0.1, 0.34),
    y: between(random, chest.apex + 0.05, chest.floor),
    reach: between(random, 0.03, 0.14),
    aspect: between(random, 0.7, 1.4),
    strength: between(random, 0.08, 0.26),
  }))
}

/** Focus, exposure, tone curve, and noise that is largest where least gets through. */
function expose(clean: Float32Array, height: number, width: number, random: Random): Float32Array {
  const sharpness = between(random, 0.4, 0.8) * (Math.min(height, width) / 128)
  const sharp = gaussianBlur({ data: clean, height, width, channels: 1 }, sharpness)
  const gain = between(random, 0.9, 1.15)
  const offset = between(random, -0.06, 0.06)
  const slope = between(random, -0.08, 0.08)
  const noise = between(random, 0.012, 0.035)
  const data = paint(height, width, (_, x, i) => {
    const value = sharp[i]!
    const grain = noise * (0.5 + value) * random.normal()
    return 0.5 + gain * (value - 0.5) + offset + slope * (x - 0.5) + grain
  })
  return clampUnit(data)
}
