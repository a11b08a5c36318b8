import { dirname, isAbsolute, join } from 'node:path'
import { amount, fail } from '@spad/core'
import { z } from 'zod'
import { inspectImage } from '../data/image-file.js'
import { isBackground } from '../data/label-classes.js'
import { few } from '../data/problems.js'
import { exists } from '../files/atomic.js'
import { stemOf } from './any-case.js'
import { decodeRle } from './rle.js'
import { fillPolygon } from './fill-polygon.js'
import { fileBytes } from './picture-case.js'
import type { CutOptions, Piece, RawSet } from './raw-case.js'
import { readJson } from './read-json.js'
import { refuseChoice } from './refuse-cutting.js'

const polygons = z.array(z.array(z.number()).min(6))
const runs = z.object({
  counts: z.union([z.string(), z.array(z.int().min(0))]),
  size: z.tuple([z.int(), z.int()]),
})
const annotation = z.object({
  image_id: z.union([z.int(), z.string()]),
  category_id: z.int(),
  segmentation: z.union([polygons, runs]).nullish(),
})
const schema = z.object({
  images: z.array(
    z.object({
      id: z.union([z.int(), z.string()]),
      file_name: z.string(),
      height: z.int().min(1),
      width: z.int().min(1),
    }),
  ),
  categories: z
    .array(z.object({ id: z.int(), name: z.string() }))
    .min(1)
    .max(255),
  annotations: z.array(annotation),
})

type Coco = z.infer<typeof schema>

/**
 * COCO's annotations, polygons and run lengths, as one mask an image: where two annotations share pixels,
 * the later one is taken. Categories become 1, 2, … in the order of their numbers.
 *
 * @param path The JSON; images lie beside it, in `images/`, or one folder above.
 */
export async function fromCoco(path: string): Promise<RawSet> {
  const coco = await readJson(path, schema)
  const ordered = [...coco.categories].sort((a, b) => a.id - b.id)
  const named = ordered.filter(({ name }) => !isBackground(name))
  const values = new Map(ordered.map((one) => [one.id, named.indexOf(one) + 1]))
  const cases = await Promise.all(
    coco.images.map(async (image) => {
      const file = await findImage(path, image.file_name)
      const own = coco.annotations.filter(({ image_id: id }) => id === image.id)
      return {
        name: stemOf(image.file_name),
        pieces: (options: CutOptions) => drawn(file, image, own, values, options),
      }
    }),
  )
  const bare = coco.images.filter(({ id }) => !coco.annotations.some((one) => one.image_id === id))
  const boxes = coco.annotations.filter(({ segmentation }) => !segmentation).length
  return {
    labels: { background: 0, ...Object.fromEntries(named.map(({ name }, i) => [name, i + 1])) },
    cases,
    notes: [
      ...(bare.length > 0
        ? [`images without an annotation are background: ${few(bare.map((one) => one.file_name))}`]
        : []),
      ...(boxes > 0 ? [`left out: ${amount(boxes, 'annotation')} without a segmentation`] : []),
    ],
  }
}

async function findImage(json: string, name: string): Promise<string> {
  if (isAbsolute(name) || name.split(/[/\\]/).includes('..'))
    fail('node', `\`file_name\` is ${name}: it must lead to a file beside the annotations.`)
  const here = dirname(json)
  for (const dir of [here, join(here, 'images'), join(here, '..'), join(here, '..', 'images')])
    if (await exists(join(dir, name))) return join(dir, name)
  return join(here, name)
}

async function* drawn(
  file: string,
  { height, width }: Coco['images'][number],
  annotations: Coco['annotations'],
  values: ReadonlyMap<number, number>,
  options: CutOptions,
): AsyncGenerator<Piece> {
  refuseChoice(options)
  const { upright } = await inspectImage(file)
  if (upright.height !== height || upright.width !== width)
    fail(
      'node',
      `\`${file}\` is ${upright.width} × ${upright.height} pixels, its annotations say ${width} × ${height}.`,
    )
  const data = new Uint8Array(height * width)
  for (const { category_id: category, segmentation } of annotations) {
    const value = values.get(category)
    if (value === undefined)
      fail('node', `\`category_id\` is ${category}: \`categories\` has no such one.`)
    if (!segmentation) continue
    if (Array.isArray(segmentation))
      for (const points of segmentation)
        fillPolygon(points, height, width, (row, from, to) =>
          data.fill(value, row * width + from, row * width + to),
        )
    else paint(data, decoded(file, segmentation, height, width), value)
  }
  yield { images: [await fileBytes(file)], mask: { data, height, width } }
}

function decoded(
  file: string,
  { counts, size }: z.infer<typeof runs>,
  height: number,
  width: number,
) {
  const mask =
    size[0] === height && size[1] === width ? decodeRle(counts, height, width) : undefined
  return mask ?? fail('node', `an annotation of \`${file}\` has run lengths that do not fill it.`)
}

function paint(data: Uint8Array, mask: Uint8Array, value: number): void {
  mask.forEach((inside, i) => {
    if (inside) data[i] = value
  })
}
