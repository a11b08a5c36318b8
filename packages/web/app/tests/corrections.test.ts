import { expect, test } from 'vitest'
import {
  afterNewMask,
  describeInChromium,
  paintSomething,
  setNumber,
  settled,
  shownMask,
} from './browser.js'

describeInChromium('corrections are kept', (open) => {
  test('while other pictures and other seeds are looked at', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await paintSomething(page)
    const undo = page.getByRole('button', { name: 'Undo stroke' })
    const all = page.getByRole('button', { name: 'Undo all' })
    const painted = await shownMask(page)
    await afterNewMask(page, () =>
      page.getByRole('button', { name: 'Retina, OCT, phantom 2' }).click(),
    )
    expect([await undo.isDisabled(), await all.isDisabled()]).toEqual([true, true])
    await afterNewMask(page, () =>
      page.getByRole('button', { name: 'Retina, OCT, phantom 4' }).click(),
    )
    expect([await undo.isDisabled(), await all.isDisabled()]).toEqual([false, false])
    expect(await shownMask(page)).toEqual(painted)
    await afterNewMask(page, () => setNumber(page, 'Seed', 5))
    expect(await all.isDisabled()).toBe(false)
    await undo.click()
    expect(await all.isDisabled()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('for models of the same classes; a model of others says so', async () => {
    const { page } = await open()
    await settled(page)
    await paintSomething(page)
    const model = page.getByRole('combobox', { name: 'Model', exact: true })
    const all = page.getByRole('button', { name: 'Undo all' })
    await afterNewMask(page, () => model.selectOption('oct-spad'))
    expect(await all.isDisabled()).toBe(false)
    await afterNewMask(page, () => model.selectOption({ label: 'Fluid on retinal OCT' }))
    expect(await all.isDisabled()).toBe(true)
    await page.getByText('What you painted on “oct-003” is kept').waitFor()
    await afterNewMask(page, () => model.selectOption('oct-mask'))
    expect(await all.isDisabled()).toBe(false)
    await page.context().close()
  })

  test('a model that is loaded anew says what it has forgotten, and learns it again', async () => {
    const { page, complaints } = await open()
    await settled(page)
    await paintSomething(page)
    await page.getByRole('button', { name: 'Fine-tune on this mask' }).click()
    await page.getByText('Has learnt from one mask of yours.').waitFor()
    await settled(page)
    // its own answer is shown, and what was painted is a switch away
    expect(await page.getByLabel('Show what was painted').isChecked()).toBe(false)
    const model = page.getByRole('combobox', { name: 'Model', exact: true })
    await afterNewMask(page, () => model.selectOption('oct-spad'))
    await afterNewMask(page, () => model.selectOption('oct-mask'))
    await page.getByText('was loaded anew, without what it had learnt').waitFor()
    await page.getByRole('button', { name: 'Teach it again' }).click()
    await page.getByText('The model has learnt from your masks again.').waitFor()
    await page.getByText('Has learnt from one mask of yours.').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
