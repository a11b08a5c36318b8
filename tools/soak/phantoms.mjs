// @ts-check
import { join } from 'node:path'
import { makePhantoms, phantomClasses } from '@spad/core/phantoms'
import { writeGray, writeLabelMap } from '@spad/node'

/** A small data set of made-up chest X-rays. @param {string} dir @param {number} count */
export async function writeData(dir, count) {
  const classes = phantomClasses('chest')
  for (const { name, image, labels } of makePhantoms({ kind: 'chest', count, size: [24, 24] })) {
    await writeGray(join(dir, 'images', `${name}.png`), image)
    await writeLabelMap(join(dir, 'masks', `${name}.png`), labels, classes)
  }
}
