import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createRandom, type Grid, scoreVolume } from '../../src/index.js'
import { gridOf } from './volumes.js'

const python = process.env.SPAD_PYTHON ?? 'python3'
const scipy = spawnSync(python, ['-c', 'import numpy, scipy.ndimage']).status === 0
if (!scipy) process.stdout.write('core: no SciPy: metrics of volumes are not checked by it\n')

const folder = mkdtempSync(join(tmpdir(), 'spad-volumes-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Metrics by another route: no box, whole arrays, SciPy's distances and erosion. */
const SCORE = `
import json, sys, numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt, generate_binary_structure
for case in json.load(open(sys.argv[1])):
    shape, spacing = case['size'][::-1], case['spacing'][::-1]
    truth, answer = (np.array(case[k], bool).reshape(shape) for k in ('truth', 'prediction'))
    edge = lambda m: m ^ binary_erosion(m, generate_binary_structure(3, 1))
    to = lambda m, other: distance_transform_edt(~edge(other), sampling=spacing)[edge(m)]
    there, back = to(truth, answer), to(answer, truth)
    both = np.concatenate([there, back])
    meet, total = (truth & answer).sum(), truth.sum() + answer.sum()
    print(json.dumps([2 * meet / total, meet / (total - meet),
        max(np.percentile(there, 95), np.percentile(back, 95)), both.mean(),
        (both <= case['tolerance'] * (1 + 1e-9)).mean()]))
`

type Inside = (x: number, y: number, z: number) => boolean

function drawn([columns, rows, slices]: Grid['size'], inside: Inside): Uint8Array {
  return Uint8Array.from({ length: columns * rows * slices }, (_, i) =>
    Number(inside(i % columns, Math.floor(i / columns) % rows, Math.floor(i / columns / rows))),
  )
}

const size = [13, 9, 6] as const
const random = createRandom(7)
const noise =
  (share: number): Inside =>
  () =>
    random.uniform() < share
const all: Inside = () => true
const voxel =
  (...place: [number, number, number]): Inside =>
  (...at) =>
    at.join() === place.join()
const ball =
  (radius: number, ...c: [number, number, number]): Inside =>
  (x, y, z) =>
    Math.hypot(x - c[0], y - c[1], 2 * (z - c[2])) <= radius
const shell: Inside = (x, y, z) => ball(4, 6, 4, 3)(x, y, z) && !ball(2, 6, 4, 3)(x, y, z)
const comb: Inside = (x) => x % 2 === 0

const pairs: [string, Inside, Inside][] = [
  ['noise', noise(0.5), noise(0.5)],
  ['sparse noise', noise(0.02), noise(0.05)],
  ['dense noise', noise(0.97), noise(0.9)],
  ['one voxel each', voxel(0, 0, 0), voxel(12, 8, 5)],
  ['the same voxel', voxel(5, 5, 5), voxel(5, 5, 5)],
  ['one voxel in a full volume', voxel(6, 4, 3), all],
  ['full volumes', all, all],
  ['balls', ball(3, 5, 4, 2), ball(4, 7, 4, 3)],
  ['balls at the border', ball(4, 0, 0, 0), ball(5, 12, 8, 5)],
  ['a shell and its ball', shell, ball(4, 6, 4, 3)],
  ['a comb and a full volume', comb, all],
  ['one slice and another', (_, __, z) => z === 0, (_, __, z) => z === 5],
]
const spacings: Grid['spacing'][] = [
  [1, 1, 1],
  [0.7, 0.8, 5],
  [3, 0.1, 0.33],
]

test.runIf(scipy)('metrics of volumes are what SciPy makes of them', { timeout: 120_000 }, () => {
  const cases = pairs.flatMap(([name, truth, prediction]) =>
    spacings.map((spacing, i) => ({
      ...{ name, spacing, size, tolerance: [1, 0.8, 2.5][i] ?? NaN },
      truth: drawn(size, truth),
      prediction: drawn(size, prediction),
    })),
  )
  const file = join(folder, 'cases.json')
  writeFileSync(
    file,
    JSON.stringify(
      cases.map((one) => ({ ...one, truth: [...one.truth], prediction: [...one.prediction] })),
    ),
  )
  const lines = execFileSync(python, ['-c', SCORE, file], { encoding: 'utf8' }).trim().split('\n')
  let worst = 0
  cases.forEach(({ name, spacing, tolerance, ...data }, i) => {
    const grid = gridOf(size, spacing)
    const volumes = [data.truth, data.prediction].map((labels) => ({ data: labels, grid }))
    const [truth, prediction] = volumes as [(typeof volumes)[0], (typeof volumes)[0]]
    const [scores] = scoreVolume(name, truth, prediction, 2, { tolerance }).classes
    const own = [scores?.dice, scores?.iou, scores?.hd95, scores?.assd, scores?.nsd]
    const expected = JSON.parse(lines[i] ?? '[]') as number[]
    own.forEach((value, k) => {
      worst = Math.max(worst, Math.abs((value ?? NaN) - (expected[k] ?? NaN)))
    })
    expect(worst, name).toBeLessThan(1e-9)
  })
})
