import { describe, expect, it } from 'vitest'
import { type Fingerprint, fingerprintMeter } from '../../src/planning/fingerprint.js'
import { planSize } from '../../src/planning/plan-size.js'

const classes = ['background', 'line', 'disc'].map((name, value) => ({
  name,
  value,
  color: [0, 0, 0] as const,
}))

/** A picture with a line of some width, and a disc. */
function picture(side: number, width: number, radius: number) {
  const data = new Uint8Array(side * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (Math.hypot(x - side / 2, y - side / 2) < radius) data[y * side + x] = 2
      if (x >= 10 && x < 10 + width) data[y * side + x] = 1
    }
  const size = { height: side, width: side }
  return { image: { data: new Float32Array(0), ...size, channels: 1 }, labels: { data, ...size } }
}

function fingerprint(side: number, width: number, radius: number) {
  const meter = fingerprintMeter(classes)
  meter.add(picture(side, width, radius))
  return meter.result()
}

describe('fingerprintMeter', () => {
  it('measures a line’s width and a disc’s radius', () => {
    const { height, cases, classes: found } = fingerprint(200, 4, 30)
    expect([cases, height]).toEqual([1, { min: 200, median: 200, max: 200 }])
    const [, line, disc] = found
    expect(line?.name).toBe('line')
    expect(line?.thickness).toBeCloseTo(4, 0)
    expect(line?.share).toBeCloseTo(4 / 200, 3)
    expect(disc?.thickness).toBeGreaterThan(25)
    expect(disc?.thickness).toBeLessThan(40)
  })

  it('leaves out a class that is nowhere', () => {
    expect(fingerprint(200, 0, 30).classes.map(({ name }) => name)).toEqual(['background', 'disc'])
  })
})

describe('planSize', () => {
  it('shrinks whole images where every class stays thick', () => {
    const { size, fit, reasons } = planSize(fingerprint(400, 40, 100), 8)
    expect([size, fit]).toEqual([{ height: 192, width: 192 }, undefined])
    expect(reasons.at(-1)).toMatch(/^Whole images at 192x192: `line`, the thinnest class, is 19/)
  })

  it('looks through windows where shrinking would lose a class', () => {
    const { size, fit, reasons } = planSize(fingerprint(600, 4, 100), 8)
    expect(size).toEqual({ height: 128, width: 128 })
    expect(fit).toEqual({ type: 'windows', scale: 1, step: 0.5 })
    expect(reasons.at(-1)).toMatch(
      /^Windows of 128x128 at the images' own resolution: in whole images `line`, the thinnest class, would be 1\.3 pixels thick, and it needs 3\.$/,
    )
  })

  it('shrinks windows’ images as far as the thinnest class allows', () => {
    expect(planSize(fingerprint(1000, 10, 300), 8).fit?.scale).toBe(0.5)
  })

  it('takes small images as they are', () => {
    expect(planSize(fingerprint(64, 2, 10), 8)).toMatchObject({ size: { height: 64, width: 64 } })
  })

  it('keeps to the stride', () => {
    expect(planSize(fingerprint(100, 2, 10), 32).size).toEqual({ height: 96, width: 96 })
  })

  it('does not round a small image far down', () => {
    expect(planSize(fingerprint(20, 3, 6), 8).size).toEqual({ height: 32, width: 32 })
    expect(planSize(fingerprint(72, 3, 20), 8).size).toEqual({ height: 80, width: 80 })
  })

  /** Images of these heights and widths. */
  const images = (...sizes: readonly (readonly [number, number])[]): Fingerprint => {
    const meter = fingerprintMeter(classes)
    for (const [height, width] of sizes) {
      const data = Uint8Array.from({ length: height * width }, (_, i) =>
        Number(i % width > 50 && i % width < 150),
      )
      const size = { height, width }
      meter.add({
        image: { data: new Float32Array(0), ...size, channels: 1 },
        labels: { data, ...size },
      })
    }
    return meter.result()
  }

  it('takes the medians where all images are broader than high', () => {
    const { size } = planSize(images([200, 600], [200, 240], [160, 300]), 8)
    expect(size).toEqual({ height: 160, width: 240 })
  })

  it('keeps the proportions that are in the middle, and says where others are stretched', () => {
    const { size, reasons } = planSize(images([200, 600], [600, 200], [300, 300]), 8)
    expect(size).toEqual({ height: 192, width: 192 })
    expect(reasons.at(-1)).toContain(
      'pixels thick there. Images are 0.33 to 3.00 times as wide as high: resized to one size, some are stretched by 3.0. ' +
        '`--fit windows` sees all in their own proportions.',
    )
    expect(planSize(fingerprint(400, 40, 100), 8).reasons.join()).not.toContain('stretched')
  })
})
