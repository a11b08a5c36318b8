import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { afterNewMask, describeInChromium, settled, violations } from './browser.js'

const stage = (page: Page) => page.locator('.stage').screenshot()

describeInChromium('plausible masks', (open) => {
  test.each([
    ['a model that samples', 'lung-nodule', 'drawn from the model'],
    ['a model of one pass', 'oct-fluid', 'level sets of its one answer'],
  ])('of %s: one by one, and their band', async (_, id, words) => {
    const { page, complaints } = await open()
    await settled(page)
    const model = page.getByRole('combobox', { name: 'Model', exact: true })
    if ((await model.inputValue()) !== id) await afterNewMask(page, () => model.selectOption(id))
    const one = await stage(page)
    await page.getByRole('radio', { name: 'Plausible' }).check()
    await page.getByText(words).waitFor()
    await settled(page)
    const slider = page.getByRole('slider', { name: 'Plausible mask' })
    expect(await slider.getAttribute('aria-valuetext')).toBe('1 of 16')
    const first = await stage(page)
    await slider.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toBe('16 of 16')
    const changed = async (before: Buffer) => {
      await expect.poll(async () => (await stage(page)).equals(before)).toBe(false)
    }
    await changed(first)
    await page.getByRole('radio', { name: 'Boundary band' }).check()
    await page.getByText('95 %').waitFor()
    await changed(one)
    expect(await violations(page)).toEqual([])
    // the next picture gets its own
    await page.getByRole('button', { name: 'Retina, OCT, phantom 2' }).click()
    await page.getByRole('img', { name: /^oct-001 with its mask/ }).waitFor()
    await page.getByText('Drawing plausible masks …').waitFor({ state: 'hidden' })
    await page.getByText(words).waitFor()
    await page.getByRole('radio', { name: 'Mask', exact: true }).check()
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
