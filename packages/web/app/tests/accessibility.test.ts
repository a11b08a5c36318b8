import { expect, test } from 'vitest'
import { afterNewMask, describeInChromium, settled, violations } from './browser.js'

const phone = { width: 390, height: 844 }
const desk = { width: 1440, height: 900 }

describeInChromium('accessibility', (open) => {
  for (const [where, viewport] of Object.entries({ desk, phone }))
    for (const colorScheme of ['light', 'dark'] as const)
      test(`axe finds nothing, ${colorScheme}, ${where}`, async () => {
        const { page } = await open({ viewport, colorScheme })
        await settled(page)
        await page.getByLabel('Paint on the picture').check()
        await page.locator('#file').setInputFiles({
          ...{ name: 'notes.txt', mimeType: 'text/plain' },
          buffer: Buffer.from('not a picture'),
        })
        await page.getByRole('alert').waitFor()
        expect(await violations(page)).toEqual([])
        for (const view of ['Training noise', 'Speed']) {
          await page.getByRole('link', { name: view }).click()
          expect(await violations(page)).toEqual([])
        }
        await page.context().close()
      })

  test('nothing is wider than a phone', async () => {
    const { page } = await open({ viewport: phone })
    await settled(page)
    await afterNewMask(page, () =>
      page.getByRole('combobox', { name: 'Model' }).selectOption('oct-spad'),
    )
    for (const view of ['Segment', 'Training noise', 'Speed']) {
      await page.getByRole('link', { name: view }).click()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width)
    }
    await page.context().close()
  })

  test('the keyboard alone is enough', async () => {
    const { page } = await open()
    await settled(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the image')
    const slider = page.getByRole('slider', { name: 'Share of the picture' })
    await slider.focus()
    await page.keyboard.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toBe('100 %')

    await page.getByLabel('Paint on the picture').press('Space')
    const before = await page.locator('.classes .value').first().textContent()
    await page.getByRole('application').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Space')
    expect(await page.locator('.classes .value').first().textContent()).not.toBe(before)
    await page.context().close()
  })
})
