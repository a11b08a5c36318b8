import { expect, test } from 'vitest'
import { profileMeter, type Raster, unlikeProfile } from '../../src/index.js'
import { makePhantoms } from '../../src/phantoms.js'

const phantoms = makePhantoms({ kind: 'chest', count: 12, seed: 3 }).map(({ image }) => image)
const meter = profileMeter()
phantoms.slice(0, 8).forEach((image) => {
  meter.add(image)
})
const profile = meter.result()!
const [other] = phantoms.slice(8) as [Raster]
const changed = (change: (value: number) => number): Raster => ({
  ...other,
  data: other.data.map(change),
})

test('is plain data', () => {
  expect(profile).toMatchObject({ images: 8, channels: 1 })
  expect(profile.layout).toHaveLength(64)
  expect(JSON.parse(JSON.stringify(profile))).toEqual(profile)
  expect(profileMeter().result()).toBeUndefined()
})

test('an image of the same kind is like the others', () => {
  for (const image of phantoms.slice(8)) expect(unlikeProfile(profile, image)).toEqual([])
})

test('an inverted image is not', () => {
  expect(
    unlikeProfile(
      profile,
      changed((value) => 1 - value),
    ).join(),
  ).toContain('it is dark where those of training are bright, as if inverted')
})

test('12 bits in a file of 16 are not', () => {
  const found = unlikeProfile(
    profile,
    changed((value) => value / 16),
  )
  expect(found[0]).toMatch(/^its mean is 0\.0\d, in training 0\.\d\d to 0\.\d\d$/)
  expect(found[1]).toMatch(/^its spread is 0\.0\d, in training/)
})

test('another shape is not', () => {
  const half = other.width / 4
  const narrow = new Float32Array(other.height * half)
  narrow.forEach((_, i) => {
    const [x, y] = [i % half, Math.floor(i / half)]
    narrow[i] = other.data[y * other.width + 4 * x] ?? 0
  })
  const image = { ...other, data: narrow, width: half }
  expect(unlikeProfile(profile, image).join()).toContain('its width / height is ')
})

test('grey is foreign to colour', () => {
  const colours = profileMeter()
  const tinted = (tint: number): Raster => ({
    ...other,
    channels: 3,
    data: Float32Array.from({ length: other.data.length * 3 }, (_, i) => {
      const value = other.data[Math.floor(i / 3)] ?? 0
      return i % 3 === 0 ? value : value * tint
    }),
  })
  colours.add(tinted(0.5))
  expect(unlikeProfile(colours.result()!, tinted(1))).toContain('it is grey, in training in colour')
})
