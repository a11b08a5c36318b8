import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { describeInChromium, settled, violations } from './browser.js'

const reading = (page: Page) => page.locator('.view-reading').textContent()
const stage = (page: Page) => page.locator('.stage').screenshot()

describeInChromium('looking closer at a picture', (open) => {
  test('with the mouse: zoom, move, window, and back', async () => {
    const { page, complaints } = await open()
    await settled(page)
    const whole = await stage(page)
    const { x, y } = await middle(page)
    await page.mouse.move(x + 60, y)
    await page.keyboard.down('Control')
    for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -100)
    await page.keyboard.up('Control')
    await expect.poll(() => reading(page)).toBe('2.0×, window 128 / 255')
    const near = await stage(page)
    expect(near).not.toEqual(whole)

    await page.getByRole('radio', { name: 'Move' }).check()
    await drag(page, 40, 30)
    const moved = await stage(page)
    expect(moved).not.toEqual(near)

    await page.getByRole('radio', { name: 'Window' }).check()
    await drag(page, -100, 60)
    expect(await reading(page)).not.toContain('128 / 255')
    expect(await reading(page)).toContain('2.0×')
    // with Shift any drag moves
    const windowed = await reading(page)
    await page.keyboard.down('Shift')
    await drag(page, -40, -30)
    await page.keyboard.up('Shift')
    expect(await reading(page)).toBe(windowed)

    await page.getByRole('button', { name: 'Reset view' }).click()
    expect(await reading(page)).toBe('1.0×, window 128 / 255')
    await page.getByRole('radio', { name: 'Uncover' }).check()
    await page.mouse.move(5, 5)
    expect(await stage(page)).toEqual(whole)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('with keys alone, and nothing for axe to find', async () => {
    const { page } = await open()
    await settled(page)
    await page.getByRole('radio', { name: 'Move' }).press('Space')
    const picture = page.getByRole('application')
    await picture.press('+')
    await picture.press('+')
    expect(await reading(page)).toContain('1.6×')
    const before = await stage(page)
    await picture.press('ArrowLeft')
    expect(await stage(page)).not.toEqual(before)
    await page.getByRole('radio', { name: 'Window' }).press('Space')
    await picture.press('ArrowDown')
    expect(await reading(page)).toBe('1.6×, window 145 / 255')
    expect(await violations(page)).toEqual([])
    await picture.press('0')
    expect(await reading(page)).toBe('1.0×, window 128 / 255')
    await page.context().close()
  })

  test('the brush paints where it is seen, however near the picture is', async () => {
    const { page } = await open()
    await settled(page)
    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Larger' }).click()
    await page.getByLabel('Paint on the picture').check()
    const { x, y } = await middle(page)
    const painted = []
    for (const label of ['erase', 'fluid']) {
      await page.getByRole('radio', { name: label }).check()
      await page.mouse.click(x, y)
      painted.push(await stage(page))
    }
    expect(painted[1]).not.toEqual(painted[0])
    await page.context().close()
  })

  test('with two fingers, which paint nothing', async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true })
    await settled(page)
    await page.getByLabel('Paint on the picture').check()
    await page.locator('.stage').scrollIntoViewIfNeeded()
    const { x, y } = await middle(page)
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: apart === undefined ? [] : [-apart, apart].map((by) => ({ x: x + by, y })),
      })
    await session.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: [{ x: x - 30, y }],
    })
    await touch('touchStart', 30)
    for (const apart of [40, 50, 60]) await touch('touchMove', apart)
    await touch('touchEnd')
    await expect.poll(() => reading(page)).toBe('2.0×, window 128 / 255')
    expect(await page.getByRole('button', { name: 'Undo stroke' }).isDisabled()).toBe(true)
    await page.context().close()
  })
})

async function middle(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('.stage').boundingBox()
  if (!box) throw new Error('the stage is not to be seen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

async function drag(page: Page, right: number, down: number): Promise<void> {
  const { x, y } = await middle(page)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + right, y + down, { steps: 4 })
  await page.mouse.up()
}
