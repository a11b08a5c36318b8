import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabelVolume, Summary } from '@spad/core'
import { niftiWriter, readSegmentation } from '@spad/formats'
import { afterAll, expect, it } from 'vitest'
import { spad, temporaryFolder } from './run-spad.js'

const seg = fileURLToPath(
  new URL('../../../../../shared/medical/seg/ref_multi.dcm', import.meta.url),
)
const there = existsSync(seg)
if (!there) process.stdout.write('node: no ../shared/medical: DICOM segmentations are not scored\n')

it.runIf(there)('a DICOM segmentation meets a NIfTI that has more slices', async () => {
  const dir = await temporaryFolder(afterAll)
  const bytes = new Uint8Array(await readFile(seg))
  const { labels, classes } = await readSegmentation([{ name: 'ref_multi.dcm', bytes }])
  const { grid, data } = labels
  const [columns, rows, slices] = grid.size
  const step = [2, 5, 8].map((at) => (grid.direction[at] ?? 0) * grid.spacing[2])
  // two slices before it and one after it
  const whole: LabelVolume = {
    data: new Uint8Array(columns * rows * (slices + 3)),
    grid: {
      ...grid,
      size: [columns, rows, slices + 3],
      origin: grid.origin.map((at, k) => at - 2 * (step[k] ?? 0)) as unknown as typeof grid.origin,
    },
  }
  whole.data.set(data, columns * rows * 2)
  const truth = join(dir, 'truth.nii.gz')
  await writeFile(truth, await niftiWriter.write(whole, classes))
  for (const [one, other] of [
    [seg, truth],
    [truth, seg],
  ] as const) {
    const json = join(dir, 'scores.json')
    const { status, err } = await spad(
      ...['evaluate', '--prediction', one, '--truth', other, '--json', json],
    )
    expect(err).toContain('Written: ')
    expect(status).toBe(0)
    const { mean, classes: scored } = JSON.parse(await readFile(json, 'utf8')) as Summary
    expect(mean).toMatchObject({ dice: 1, hd95: 0, nsd: 1 })
    expect(scored.map(({ name }) => name)).toEqual(classes.slice(1).map(({ name }) => name))
  }
})
