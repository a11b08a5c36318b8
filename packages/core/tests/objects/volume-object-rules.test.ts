import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyObjectRules,
  applyVolumeObjectRules,
  type LabelVolume,
  type ObjectRule,
  volumeComponents,
} from '../../src/index.js'
import { gridOf, volume } from '../metrics/volumes.js'

const python = process.env.SPAD_PYTHON ?? 'python3'
const scipy = spawnSync(python, ['-c', 'import numpy, scipy.ndimage']).status === 0
if (!scipy) process.stdout.write('core: no SciPy: components of volumes are not checked by it\n')

const drawn = ({ data, grid: { size } }: LabelVolume): string[][] =>
  Array.from({ length: size[2] }, (_, z) =>
    Array.from({ length: size[1] }, (__, y) => {
      const at = (z * size[1] + y) * size[0]
      return [...data.subarray(at, at + size[0])].join('')
    }),
  )

const cube = (middle: string): string[][] => [
  ['111', '111', '111'],
  ['111', `1${middle}1`, '111'],
  ['111', '111', '111'],
]

describe('volumeComponents', () => {
  test('voxels that touch at a corner hang together, and by sides alone they do not', () => {
    const { data, grid } = volume([
      ['100', '000'],
      ['010', '001'],
    ])
    const mask = { data, size: grid.size }
    expect([...volumeComponents(mask).groups].filter(Boolean)).toEqual([1, 1, 1])
    expect(volumeComponents(mask, { corners: false }).sizes).toEqual([0, 1, 1, 1])
  })

  test.runIf(scipy)('are those of SciPy', () => {
    const size = [6, 5, 4] as const
    const mask = fc.array(fc.boolean(), { minLength: 120, maxLength: 120 })
    const masks = fc.sample(fc.tuple(mask, fc.boolean()), { numRuns: 60, seed: 3 })
    const script = `
import json, sys, numpy as np
from scipy.ndimage import label, generate_binary_structure
for mask, corners in json.load(sys.stdin):
    array = np.array(mask, bool).reshape(4, 5, 6)
    print(json.dumps(label(array, generate_binary_structure(3, 3 if corners else 1))[0].ravel().tolist()))
`
    const input = JSON.stringify(masks)
    const lines = execFileSync(python, ['-c', script], { input, encoding: 'utf8' })
      .trim()
      .split('\n')
    masks.forEach(([bits, corners], i) => {
      const { groups, sizes } = volumeComponents(
        { data: Uint8Array.from(bits, Number), size },
        { corners },
      )
      const expected = JSON.parse(lines[i] ?? '[]') as number[]
      // numbers may differ, groups may not: each number of one is one number of the other
      const pairs = new Set([...groups].map((group, k) => `${group} ${expected[k] ?? NaN}`))
      expect(pairs.size).toBe(new Set(groups).size)
      expect(pairs.size).toBe(new Set(expected).size)
      expect(sizes.slice(1)).toEqual(
        sizes.slice(1).map((_, k) => groups.filter((group) => group === k + 1).length),
      )
    })
  })
})

describe('applyVolumeObjectRules', () => {
  test('an object that goes through slices is one, and its size all of its voxels', () => {
    const labels = volume([['1000'], ['0100'], ['0010'], ['1002']])
    expect(drawn(applyVolumeObjectRules(labels, [{}, { minSize: 2 / 16 }, {}]))).toEqual([
      ['1000'],
      ['0100'],
      ['0010'],
      ['0002'],
    ])
    expect(drawn(applyVolumeObjectRules(labels, [{}, { largest: true }]))[3]).toEqual(['0002'])
    expect(drawn(labels)[3]).toEqual(['1002'])
  })

  test('of equals, the first is the largest', () => {
    const equal = volume([['1'], ['0'], ['1']])
    expect(drawn(applyVolumeObjectRules(equal, [{}, { largest: true }]))).toEqual([
      ['1'],
      ['0'],
      ['0'],
    ])
  })

  test('a hole is filled where it is closed in three dimensions and in its class alone', () => {
    const fill = [{}, { fill: true }]
    expect(drawn(applyVolumeObjectRules(volume(cube('0')), fill))).toEqual(cube('1'))
    const tube = volume(cube('0').map(() => ['111', '101', '111']))
    expect(drawn(applyVolumeObjectRules(tube, fill))).toEqual(drawn(tube))
    const shared = volume([
      ['1111', '1111', '1111'],
      ['1111', '1021', '1111'],
      ['1111', '1111', '1111'],
    ])
    expect(drawn(applyVolumeObjectRules(shared, [...fill, {}]))).toEqual(drawn(shared))
  })

  test('nothing to do gives the same volume back', () => {
    const labels = volume(cube('0'))
    expect(applyVolumeObjectRules(labels, [{}, {}])).toBe(labels)
    const absent = applyVolumeObjectRules(labels, [{}, {}, { largest: true, fill: true }])
    expect(drawn(absent)).toEqual(drawn(labels))
  })

  test('a single slice follows rules as its label map does, in whichever plane it lies', () => {
    const rule: fc.Arbitrary<ObjectRule> = fc.record({
      minSize: fc.constantFrom(0, 0.05, 0.2),
      largest: fc.boolean(),
      fill: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 1, 1, 2), { minLength: 30, maxLength: 30 }),
        fc.tuple(fc.constant({}), rule, rule),
        (labels, rules) => {
          const data = Uint8Array.from(labels)
          const expected = applyObjectRules({ data, height: 5, width: 6 }, rules).data
          for (const grid of [gridOf([6, 5, 1]), gridOf([6, 1, 5]), gridOf([1, 6, 5])])
            expect(applyVolumeObjectRules({ data, grid }, rules).data).toEqual(expected)
        },
      ),
    )
  })
})
