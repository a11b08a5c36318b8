import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDataset } from '../../src/index.js'
import { cases, colour, grey, makeFolder, picture } from './pictures.js'

const json = (value: unknown): string => JSON.stringify(value)

function without<T>(files: Record<string, T>, ...names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))
}

describe('opens', () => {
  test('a folder without dataset.json: values are classes, names are split by hash', async () => {
    const dir = await makeFolder(await cases(20))
    const data = await openDataset(dir)
    expect(data.name).toBe(dir.split('/').at(-1))
    expect(data.channels).toBe(1)
    expect(data.classes).toEqual([
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'class 1', value: 255, color: [230, 159, 0] },
    ])
    expect(data.names).toHaveLength(20)
    const { train, val, test: rest } = data.splits
    expect([...train, ...val, ...rest].sort()).toEqual(data.names)
    expect(data.meta).toEqual({ licence: undefined, origin: undefined, modality: undefined })
  })

  test('cases with values as class indices', async () => {
    const data = await openDataset(await makeFolder(await cases(3)))
    const { name, image, labels } = await data.read(1)
    expect(name).toBe('b')
    expect(image).toMatchObject({ height: 12, width: 16, channels: 1 })
    expect([...labels.data.subarray(6, 10)]).toEqual([0, 0, 1, 1])
  })

  test('a described folder: names, colours, splits, origin', async () => {
    const dir = await makeFolder({
      ...(await cases(3)),
      'dataset.json': json({
        name: 'ours',
        labels: { lesion: 255, nothing: 0 },
        colors: { lesion: [1, 2, 3] },
        splits: { train: ['c'], val: ['a'], test: ['b'] },
        licence: 'CC0',
        origin: 'here',
        modality: 'drawn',
        group: 'any other key is left alone',
      }),
    })
    const data = await openDataset(dir)
    expect(data.name).toBe('ours')
    expect(data.classes).toEqual([
      { name: 'nothing', value: 0, color: [0, 0, 0] },
      { name: 'lesion', value: 255, color: [1, 2, 3] },
    ])
    expect(data.splits).toEqual({ train: ['c'], val: ['a'], test: ['b'] })
    expect(data.meta).toEqual({ licence: 'CC0', origin: 'here', modality: 'drawn' })
    expect(data.subset('train').names).toEqual(['c'])
    expect((await data.subset('test').read(0)).name).toBe('b')
    expect(data.subset('all').names).toEqual(['a', 'b', 'c'])
  })

  test('JPEG images, TIFF masks, capitals, and files of no concern', async () => {
    const image = await picture((i) => i % 256)
      .jpeg()
      .toBuffer()
    const mask = await picture((i) => i % 2)
      .tiff({ compression: 'lzw' })
      .toBuffer()
    const dir = await makeFolder({
      'images/a.JPG': image,
      'images/b.jpeg': image,
      'images/c.v2.jpg': image,
      'images/.hidden.png': '',
      'images/notes.txt': 'x',
      'masks/a.tif': mask,
      'masks/b.tiff': mask,
      'masks/c.v2.TIF': mask,
    })
    const data = await openDataset(dir)
    expect(data.names).toEqual(['a', 'b', 'c.v2'])
    expect(data.classes.map(({ value }) => value)).toEqual([0, 1])
  })

  test('colour images as 3 channels, also where one of them happens to be grey', async () => {
    const files = await cases(3)
    for (const name of ['a', 'b']) files[`images/${name}.png`] = await colour((i) => i % 256)
    files['images/c.png'] = await colour(() => 7)
    const data = await openDataset(await makeFolder(files))
    expect(data.channels).toBe(3)
    expect((await data.read(2)).image.channels).toBe(3)
  })

  test('grey stored as colour beside grey as 1 channel', async () => {
    const files = await cases(3)
    files['images/c.png'] = await colour((i) => Math.floor(i / 3) % 256)
    const data = await openDataset(await makeFolder(files))
    expect(data.channels).toBe(1)
    expect((await data.read(2)).image.channels).toBe(1)
  })
})

test('a folder too small to be split is still read as a whole', async () => {
  const data = await openDataset(await makeFolder(await cases(2)))
  expect((await data.subset('all').read(1)).name).toBe('b')
  expect(() => data.splits).toThrow('the data set has 2 cases in 2 groups: it takes three groups')
  expect(() => data.subset('train')).toThrow('it takes three groups')
})

describe('refuses, naming thing, value, rule and cure', () => {
  const layout = 'A data set is a folder with images/ and masks/, files of the same name in both.'

  test('what is no folder, or has not the two', async () => {
    const dir = await makeFolder({ file: '' })
    const none = join(dir, 'none')
    await expect(openDataset(none)).rejects.toThrow(
      `[@spad/node] \`${none}\` does not exist. ${layout}`,
    )
    await expect(openDataset(join(dir, 'file'))).rejects.toThrow(`is not a folder. ${layout}`)
    await expect(openDataset(dir)).rejects.toThrow(`\`${dir}\` has no folder \`images\`. ${layout}`)
    const half = await makeFolder({ 'images/a.png': await grey(() => 0) })
    await expect(openDataset(half)).rejects.toThrow(
      `\`${half}\` has no folder \`masks\`. ${layout}`,
    )
  })

  test('an empty folder', async () => {
    const dir = await makeFolder({ 'images/.keep': '', 'masks/.keep': '' })
    await expect(openDataset(dir)).rejects.toThrow(
      `\`${join(dir, 'images')}\` holds no PNG, JPEG or TIFF: a data set needs pictures there.`,
    )
  })

  test('a folder of other things, naming them', async () => {
    const files = await cases(3)
    const images = without(files, 'masks/a.png', 'masks/b.png', 'masks/c.png')
    const arrays = await makeFolder({ ...images, 'masks/a.npy': '', 'masks/b.npy': '' })
    await expect(openDataset(arrays)).rejects.toThrow(
      `\`${join(arrays, 'masks')}\` holds no PNG, JPEG or TIFF but 2 .npy: a data set needs pictures ` +
        'there. Save the mask as an 8-bit PNG with one value for each class.',
    )
    const divided = await makeFolder({ 'images/val/a.png': '', 'images/train/b.png': '' })
    await expect(openDataset(divided)).rejects.toThrow(
      `\`${join(divided, 'images')}\` holds no PNG, JPEG or TIFF but folders, \`train\`, \`val\`: ` +
        'pictures must lie right in it, and which of them train, validate and test stands in ' +
        'dataset.json under `splits`.',
    )
    const other = await makeFolder({ 'train/images/a.png': '', 'test/images/b.png': '' })
    await expect(openDataset(other)).rejects.toThrow(
      `has no folder \`images\`. ${layout} Here lie \`test\`, \`train\`. A table of paths, with the ` +
        'columns image, mask and perhaps split, makes a data set of any folders: ' +
        '`spad dataset convert --from csv TABLE --out NEW`.',
    )
  })

  test('images without a mask and masks without an image, both', async () => {
    const dir = await makeFolder(without(await cases(8), 'masks/b.png', 'images/c.png'))
    await expect(openDataset(dir)).rejects.toThrow(
      `\`${dir}\` has images without a mask: \`b\`; masks without an image: \`c\`. Image and mask ` +
        'must share their name up to the extension: rename, add or remove them.',
    )
  })

  test('many without a mask, the first five by name', async () => {
    const files = await cases(8)
    const few = Object.entries(files).filter(([name]) => name < 'masks/b')
    await expect(openDataset(await makeFolder(Object.fromEntries(few)))).rejects.toThrow(
      'images without a mask: `b`, `c`, `d`, `e`, `f` and 2 more.',
    )
  })

  test('two pictures of one name', async () => {
    const files = await cases(3)
    const dir = await makeFolder({ ...files, 'images/a.jpg': files['images/a.png'] ?? '' })
    await expect(openDataset(dir)).rejects.toThrow(
      `\`a\` names two pictures, \`${join(dir, 'images/a.jpg')}\` and ` +
        `\`${join(dir, 'images/a.png')}\`: a case needs a name of its own. Remove or rename one.`,
    )
  })

  test('a stray colour image among grey ones, and the reverse', async () => {
    const files = await cases(3)
    files['images/b.png'] = await colour((i) => i % 256)
    const dir = await makeFolder(files)
    await expect(openDataset(dir)).rejects.toThrow(
      `\`${join(dir, 'images/b.png')}\` is in colour, 2 other images are grey: a data set is one ` +
        'or the other. Convert to grey, or remove.',
    )
    files['images/c.png'] = await colour((i) => i % 256)
    const reverse = await makeFolder(files)
    await expect(openDataset(reverse)).rejects.toThrow(
      `\`${join(reverse, 'images/a.png')}\` is grey, 2 other images are in colour: a data set is ` +
        'one or the other. Give them in colour, or remove them.',
    )
  })

  test('colour where grey is asked for, when the case is read', async () => {
    const files = await cases(3)
    files['images/a.png'] = await colour((i) => i % 256)
    const dir = await makeFolder(files)
    const data = await openDataset(dir, { channels: 1 })
    await expect(data.read(0)).rejects.toThrow(
      `\`${join(dir, 'images/a.png')}\` is in colour: grey is expected here.`,
    )
  })

  test('an index that is none', async () => {
    const data = await openDataset(await makeFolder(await cases(3)))
    await expect(data.read(3)).rejects.toThrow('`index` is 3: it must be an integer from 0 to 2.')
  })

  test('an image and a mask of different sizes', async () => {
    const files = await cases(3)
    files['masks/b.png'] = await grey((i) => i % 2, { width: 12, height: 16 })
    const dir = await makeFolder(files)
    const data = await openDataset(dir, { seed: 1 })
    await expect(data.read(1)).rejects.toThrow(
      `\`${join(dir, 'images/b.png')}\` has 16 × 12 pixels, its mask ` +
        `\`${join(dir, 'masks/b.png')}\` 12 × 16: they must be equal. Export the mask at the size ` +
        'of its image.',
    )
    const turned = await picture((i) => i)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const rest = without(files, 'images/b.png')
    const photos = await openDataset(await makeFolder({ ...rest, 'images/b.jpg': turned }))
    expect((await photos.read(1)).image).toMatchObject({ width: 12, height: 16 })
    const lying = { ...rest, 'images/b.jpg': turned, 'masks/b.png': await grey((i) => i % 2) }
    await expect((await openDataset(await makeFolder(lying))).read(1)).rejects.toThrow(
      'they must be equal. The image is stored turned and shown upright (EXIF orientation): draw ' +
        'its mask upright.',
    )
  })

  test('mask values outside the label map', async () => {
    const files = await cases(3)
    files['masks/b.png'] = await grey((i) => [0, 7, 255, 9][i % 4] ?? 0)
    files['dataset.json'] = json({ labels: { background: 0, lesion: 255 } })
    const dir = await makeFolder(files)
    const data = await openDataset(dir)
    await expect(data.read(1)).rejects.toThrow(
      `\`${join(dir, 'masks/b.png')}\` holds the values 7, 9: the labels know only 0 (background), ` +
        '255 (lesion). Name them under `labels` in dataset.json, or mend the mask.',
    )
  })
})
