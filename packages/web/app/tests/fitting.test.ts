import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import type { ModelEntry } from '../src/model-list.js'
import { describeInChromium, settled } from './browser.js'
import { grayPng, lookingLike } from './images.js'

const model = (page: Page) => page.getByRole('combobox', { name: 'Model', exact: true })

describeInChromium('a picture of one’s own', (open) => {
  test('goes to the model whose training images look like it', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await bring(page, await likeThoseOf('cxr-lungs'))
    await page.getByText('“mine” looks like what “Lungs on chest X-rays” was trained on').waitFor()
    expect(await model(page).inputValue()).toBe('cxr-lungs')
    await page.getByRole('img', { name: /^mine with its mask/ }).waitFor()
    await settled(page)
    // it is still said once the mask is there, until it is about another picture
    expect(await page.getByRole('alert').isVisible()).toBe(true)
    await page.getByRole('button', { name: 'Chest, X-ray, phantom 1' }).click()
    await page.getByRole('img', { name: /^chest-000 with its mask/ }).waitFor()
    expect(await page.getByRole('alert').isVisible()).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('that is like nothing known asks which model should answer', async () => {
    const { page } = await open()
    await settled(page)
    const before = await model(page).inputValue()
    await bring(page, await grayPng())
    const notice = page.getByRole('alert')
    await notice.getByText('No model here is known to fit “mine”').waitFor()
    expect(await model(page).inputValue()).toBe(before)
    await notice.getByRole('button', { name: 'Fluid on retinal OCT' }).click()
    expect(await model(page).inputValue()).toBe('oct-fluid')
    await page.getByText('Unlike what the model was trained on').waitFor()
    await page.context().close()
  })
})

async function bring(page: Page, buffer: Buffer): Promise<void> {
  await page.locator('#file').setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer })
}

async function likeThoseOf(id: string): Promise<Buffer> {
  const text = await readFile(join(inject('models'), 'index.json'), 'utf8')
  const { images } = (JSON.parse(text) as ModelEntry[]).find((each) => each.id === id) ?? {}
  if (!images) throw new Error(`\`${id}\` does not know what its images looked like`)
  return lookingLike(images)
}
