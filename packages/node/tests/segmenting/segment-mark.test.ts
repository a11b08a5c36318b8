import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withPngText } from '../../src/images/png-text.js'
import { MARK } from '../../src/segmenting/mark.js'
import { isMade } from '../../src/segmenting/segment-mark.js'
import { grey, makeFolder } from '../data/pictures.js'

test('results are made where each bears the mark, not the label map alone', async () => {
  const dir = await makeFolder()
  const png = await grey((i) => i % 200)
  const [labels, overlay] = [join(dir, 'a_labels.png'), join(dir, 'a_overlay.png')]
  const put = (file: string, mark: string): Promise<void> =>
    writeFile(file, withPngText(png, MARK, mark))
  const asked = { labels, overlay, probabilities: new Map<number, string>() }
  await put(labels, 'new')
  expect(await isMade(asked, 'new')).toBe(false)
  // of another model, before labels alone were asked for
  await put(overlay, 'old')
  expect(await isMade(asked, 'new')).toBe(false)
  expect(await isMade({ labels, probabilities: new Map() }, 'new')).toBe(true)
  await put(overlay, 'new')
  expect(await isMade(asked, 'new')).toBe(true)
})
