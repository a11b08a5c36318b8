import { expect, test } from 'vitest'
import { afterNewMask, describeInChromium, settled } from './browser.js'

describeInChromium('the other views', (open) => {
  test('PaS: noise early in training, none at its end', async () => {
    const { page, complaints } = await open({ address: '#progress' })
    const slider = page.getByRole('slider', { name: 'Training progress' })
    const picture = page.locator('.figure.both canvas')
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.figure.both canvas')
      return (canvas?.width ?? 0) > 300
    })
    await slider.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toBe('100 %: ScD 0.00, BcD 0.00')
    const clean = await picture.screenshot()
    await slider.press('Home')
    expect(await slider.getAttribute('aria-valuetext')).toBe('0 %: ScD 1.00, BcD 1.00')
    expect(await picture.screenshot()).not.toEqual(clean)
    // as the recipe has it: 0.15 and 0.25, hard targets, three images of four clean
    const ends = await Promise.all(
      ['ScD is over at', 'BcD is over at'].map((name) =>
        page.getByRole('slider', { name }).getAttribute('aria-valuetext'),
      ),
    )
    expect(ends).toEqual(['15 %', '25 %'])
    expect(await page.getByLabel('Soft targets').isChecked()).toBe(false)
    await page.getByText('The true mask, as it is drawn').waitFor()
    await page.getByText('It leaves 75 % of the images clean').waitFor()
    await page.getByRole('slider', { name: 'BcD is over at' }).press('Home')
    await page.getByLabel('Soft targets').check()
    await page.getByText('Soft where the boundary is in doubt').waitFor()
    await page.getByRole('button', { name: 'As in the recipe' }).click()
    expect(await page.getByLabel('Soft targets').isChecked()).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the noise is that of the chosen model, whatever its recipe was', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await afterNewMask(page, () =>
      page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('oct-fluid'),
    )
    await page.getByRole('link', { name: 'Training noise' }).click()
    await page.getByText('It leaves 50 % of the images clean').waitFor()
    const slider = page.getByRole('slider', { name: 'Training progress' })
    expect(await slider.getAttribute('aria-valuetext')).toContain('ScD')
    expect(await page.getByLabel('Soft targets').isChecked()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the backends side by side', async () => {
    const { page } = await open()
    await settled(page)
    await page.getByRole('combobox', { name: 'Model' }).selectOption('chest-spad')
    await page.getByRole('link', { name: 'Speed' }).click()
    await page.getByRole('button', { name: 'Measure' }).click()
    await page.locator('.backend[data-state=running]').first().waitFor()
    await page.getByRole('button', { name: 'Measure' }).waitFor()
    const wasm = page.locator('.backend', { hasText: 'WebAssembly' })
    expect(await wasm.getAttribute('data-state')).toBe('done')
    expect(await wasm.locator('.big').textContent()).toMatch(/^[\d.]+ ms$/)
    await page.context().close()
  })

  test('a theme that is chosen stays', async () => {
    const { page } = await open({ colorScheme: 'light' })
    await settled(page)
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await page.reload()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.context().close()
  })
})
