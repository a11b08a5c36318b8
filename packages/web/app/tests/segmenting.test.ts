import process from 'node:process'
import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { afterNewMask, describeInChromium, paintSomething, setNumber, settled } from './browser.js'
import { grayPng } from './images.js'

describeInChromium('segmenting', (open) => {
  test('a worker computes, and stops when asked to', async () => {
    const { page, complaints } = await open()
    await settled(page)
    expect(page.workers().length).toBeGreaterThan(0)
    await afterNewMask(page, () => page.getByLabel('Backend').selectOption('cpu'))
    await page.getByLabel('Answers averaged').fill('8')
    const stop = page.getByRole('button', { name: 'Stop' })
    await stop.waitFor()
    // the page goes on drawing meanwhile
    expect(await framesDuring(stop, 5)).toBe(5)
    await stop.click()
    await settled(page)
    await afterNewMask(page, () => page.getByLabel('Backend').selectOption('wasm'))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the mask appears step by step', async () => {
    const { page } = await open()
    await settled(page)
    const time = page.getByRole('slider', { name: 'From noise to the mask' })
    expect(await time.getAttribute('aria-valuetext')).toBe('The answer, after 8 steps')
    const answer = await page.locator('.stage').screenshot()
    await time.press('Home')
    expect(await time.getAttribute('aria-valuetext')).toContain('Pure noise')
    expect(await page.locator('.stage').screenshot()).not.toEqual(answer)
    await time.press('End')
    expect(await page.locator('.stage').screenshot()).toEqual(answer)
    await afterNewMask(page, () =>
      page.getByRole('combobox', { name: 'Model' }).selectOption('oct-spad'),
    )
    expect(await time.isDisabled()).toBe(true)
    await page.context().close()
  })

  test('a model that comes with spad answers', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await afterNewMask(page, () =>
      page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Fluid on retinal OCT' }),
    )
    await settled(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a corrected mask is learnt from, and forgotten', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await paintSomething(page)
    await page.getByRole('button', { name: 'Fine-tune on this mask' }).click()
    await page.getByText('Has learnt from one mask of yours.').waitFor()
    await settled(page)
    expect(await page.getByRole('alert').textContent()).toContain('has learnt from your mask')
    await page.getByRole('button', { name: 'Forget' }).click()
    await page.getByRole('button', { name: 'Forget' }).waitFor({ state: 'hidden' })
    await settled(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a model is not taught its own answer, and strokes can be taken back', async () => {
    const { page, complaints } = await open()
    await settled(page)
    const undo = page.getByRole('button', { name: 'Undo stroke' })
    const learn = page.getByRole('button', { name: 'Fine-tune on this mask' })
    await learn.click()
    await page.getByText('Nothing is painted on this mask').waitFor()
    expect(await undo.isDisabled()).toBe(true)
    const all = page.getByRole('button', { name: 'Undo all' })
    await paintSomething(page)
    expect([await undo.isDisabled(), await all.isDisabled()]).toEqual([false, false])
    await all.click()
    expect(await all.isDisabled()).toBe(true)
    // what was taken back at once comes back, and goes stroke by stroke
    await undo.click()
    expect(await all.isDisabled()).toBe(false)
    await page.getByRole('application').press('Control+z')
    expect([await undo.isDisabled(), await all.isDisabled()]).toEqual([true, true])
    await learn.click()
    await page.getByText('Nothing is painted on this mask').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('50 masks leave nothing behind in the page', async () => {
    const { page } = await open()
    await settled(page)
    const session = await page.context().newCDPSession(page)
    const segmentWith = (value: number) => afterNewMask(page, () => setNumber(page, 'Seed', value))
    const used = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      return usedSize
    }
    for (let i = 1; i <= 5; i++) await segmentWith(i)
    const before = await used()
    const workers = page.workers().length
    for (let i = 6; i <= 55; i++) await segmentWith(i)
    // 50 answers of 256 × 192 with their steps would be 300 MB
    expect((await used()) - before).toBeLessThan(3e6)
    expect(page.workers().length).toBe(workers)
    await page.context().close()
  })

  test.each([
    [
      'no picture',
      { name: 'notes.png', data: () => Promise.resolve(Buffer.from('text')) },
      'not an image',
    ],
    [
      'an empty file',
      { name: 'empty.png', data: () => Promise.resolve(Buffer.alloc(0)) },
      'is empty',
    ],
    ['a transparent one', { name: 'glass.png', data: () => grayPng(0.5) }, 'is transparent'],
  ])('says what is wrong with %s', async (_, { name, data }, words) => {
    const { page } = await open()
    await settled(page)
    const buffer = await data()
    await page.locator('#file').setInputFiles({ name, mimeType: 'image/png', buffer })
    expect(await page.getByRole('alert').textContent()).toContain(words)
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await page.getByRole('alert').isVisible()).toBe(false)
    await page.context().close()
  })

  test('a lost device is told, and the page goes on', async () => {
    const { page } = await open()
    await settled(page)
    await afterNewMask(page, () =>
      page.getByRole('combobox', { name: 'Model' }).selectOption('chest-spad'),
    )
    await afterNewMask(page, () => page.getByLabel('Backend').selectOption('webgpu'))
    await page.evaluate(holdDevice)
    await endGraphics(page)
    expect(await page.evaluate('device.lost.then(() => true)')).toBe(true)
    // it is replaced, or the page says what has happened
    await Promise.race([
      afterNewMask(page, () => setNumber(page, 'Seed', 3)),
      page.getByRole('alert').waitFor(),
    ])
    await afterNewMask(page, () => page.getByLabel('Backend').selectOption('wasm'))
    expect(await page.getByRole('alert').isVisible()).toBe(false)
    await page.context().close()
  })
})

/** Ends the browser's process that draws and computes, as a driver that crashes does. */
async function endGraphics(page: Page): Promise<void> {
  const session = await page.context().browser()!.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  process.kill(processInfo.find(({ type }) => type === 'GPU')!.id, 'SIGKILL')
}

/** The page keeps a device of its own, to hear of the loss. */
const holdDevice = `
  navigator.gpu.requestAdapter()
    .then((adapter) => adapter.requestDevice())
    .then((device) => { globalThis.device = device })`

/** How often the page draws, up to a number, while an element is to be seen. */
function framesDuring(shown: Locator, enough: number): Promise<number> {
  return shown.evaluate(
    (element, last) =>
      new Promise<number>((resolve) => {
        let frames = 0
        const count = (): void => {
          if (!element.checkVisibility()) resolve(frames)
          else if (++frames === last) resolve(frames)
          else requestAnimationFrame(count)
        }
        requestAnimationFrame(count)
      }),
    enough,
  )
}
