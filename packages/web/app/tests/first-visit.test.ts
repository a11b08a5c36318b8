import process from 'node:process'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { describeInChromium, settled, slowness } from './browser.js'
import { grayPng } from './images.js'

describeInChromium('a first visit and a second', (open) => {
  test('a mask within 5 s, and within 2 s the next time', { retry: 2 }, async () => {
    const { page, complaints } = await open()
    const first = await timeToMask(page)
    await page.reload()
    const second = await timeToMask(page)
    expect(complaints).toEqual([])
    expect(await page.locator('.facts').textContent()).toContain('wasm')
    const slow = await slowness(page)
    process.stdout.write(
      `first mask on wasm: ${first} ms, on the next visit ${second} ms, slowness ${slow.toFixed(2)}\n`,
    )
    expect(first).toBeLessThan(5000 * slow)
    expect(second).toBeLessThan(2000 * slow)
    await page.context().close()
  })

  test('the film is drawn even if the first mask was stopped', async () => {
    const { page } = await open()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => drawn(page)).toBeGreaterThan(0)
    expect(await page.locator('.facts dd').count()).toBe(0)
    await page.context().close()
  })

  test('no request after load: the picture stays here', async () => {
    const { page, requests } = await open()
    await settled(page)
    const before = requests.length
    await page.locator('#file').setInputFiles({
      ...{ name: 'mine.png', mimeType: 'image/png' },
      buffer: await grayPng(),
    })
    await page.getByText('mine', { exact: true }).waitFor()
    await page.getByText('This small model has seen phantoms only').waitFor()
    await settled(page)
    const later = requests.slice(before).filter((url) => !/^(blob|data):/.test(url))
    expect(later).toEqual([])
    expect(
      requests.filter((url) => url.startsWith('http') && !url.startsWith(inject('site'))),
    ).toEqual([])
    await page.context().close()
  })

  test('a model that was loaded once needs no network', async () => {
    const { page } = await open()
    await settled(page)
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Retina, OCT, phantom 2' }).click()
    await page.getByText('oct-001', { exact: true }).waitFor()
    await settled(page)
    expect(await page.getByRole('alert').isVisible()).toBe(false)
    await page.context().close()
  })
})

/** Milliseconds from the navigation to the first mask. */
async function timeToMask(page: Page): Promise<number> {
  await settled(page)
  return page.evaluate(() => Math.round(performance.getEntriesByName('mask')[0]?.startTime ?? NaN))
}

/** How many of the film's pictures there are to see. */
function drawn(page: Page): Promise<number> {
  return page
    .locator('.thumbnail canvas')
    .evaluateAll(
      (all: HTMLCanvasElement[]) =>
        all.filter((each) => each.width > 150 && each.height > 150).length,
    )
}
