import { basename, dirname, relative } from 'node:path'
import { fail } from '@spad/core'
import { encode } from 'fast-png'
import { isPictureName } from '../data/list-cases.js'
import { listFiles } from '../scans/list-files.js'
import { stemOf } from './any-case.js'
import { type Colors, readColored, valuesOfColors } from './colored-mask.js'
import type { CutOptions, Piece, RawSet } from './raw-case.js'
import { refuseChoice } from './refuse-cutting.js'

/** The colours of AMD-SD's masks (Hu et al. 2024, Scientific Data): what each stands for. */
const COLORS: Colors = [
  ['background', [0, 0, 0]],
  ['SRF', [255, 0, 0]],
  ['IRF', [0, 255, 0]],
  ['PED', [0, 0, 255]],
  ['SHRM', [255, 255, 0]],
  ['IS/OS', [255, 0, 255]],
]

/** How far red, green and blue together (Euclid) may be from a colour: lossy pictures blur them. */
const COLOR_TOLERANCE = 96

/**
 * AMD-SD: pictures with the B-scan at left and its mask in colours at right. Pictures of one folder are of
 * one person, where there are several folders.
 */
export async function fromAmdSd(dir: string): Promise<RawSet> {
  const folders = await listFiles(dir)
  const files = [...folders.values()].flat().filter((file) => isPictureName(basename(file)))
  if (files.length === 0)
    fail('node', `\`${dir}\` holds no picture: side-by-side PNGs were expected.`)
  const several = new Set(files.map((file) => dirname(file))).size > 1
  const groupOf = (file: string): string => relative(dir, dirname(file)) || basename(dir)
  return {
    name: 'AMD-SD',
    labels: Object.fromEntries(COLORS.map(([name], value) => [name, value])),
    colors: Object.fromEntries(COLORS.slice(1)),
    modality: 'retinal OCT',
    cases: files.map((file) => ({
      name: stemOf(file),
      ...(several && { group: groupOf(file) }),
      pieces: (options) => halves(file, options),
    })),
    notes: several
      ? ['pictures of one folder are of one group']
      : ['nothing tells whose a picture is: give `groupPattern` in dataset.json if their names do'],
  }
}

async function* halves(file: string, options: CutOptions): AsyncGenerator<Piece> {
  refuseChoice(options)
  const { data, height, width } = await readColored(file)
  if (width % 2 !== 0 || width < 16)
    fail('node', `\`${file}\` is ${width} pixels wide: two pictures side by side were expected.`)
  const half = width / 2
  const left = new Uint8Array(half * height * 3)
  const right = new Uint8Array(half * height * 3)
  for (let row = 0; row < height; row++) {
    const begin = row * width * 3
    left.set(data.subarray(begin, begin + half * 3), row * half * 3)
    right.set(data.subarray(begin + half * 3, begin + width * 3), row * half * 3)
  }
  const bytes = encode({ width: half, height, data: left, depth: 8, channels: 3 })
  yield {
    images: [{ bytes, ending: '.png' }],
    mask: {
      data: valuesOfColors(file, { data: right, width: half }, COLORS, COLOR_TOLERANCE),
      height,
      width: half,
    },
  }
}
