import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demonstrationPassword } from '../../server/seed/district.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { type Site, expectAxeClean, expectNoComplaints, openSite, phone, screenshot } from '../kit/browser.ts'

let site: Site
beforeAll(async () => {
  site = await openSite(seedPeople)
})
afterAll(() => site.close())

const words = {
  zh: {
    name: '登录名',
    password: '密码',
    submit: '登录',
    wrong: '用户名或密码不正确',
    locked: '账户已锁定',
    greeting: '您好',
    signOut: '退出登录',
  },
  en: {
    name: 'Sign-in name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'The name or the password is not right',
    locked: 'the account is locked',
    greeting: 'Good day',
    signOut: 'Sign out',
  },
} as const

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test.each(['light', 'dark'] as const)('the %s sign-in page is axe clean and says its language', async (theme) => {
    const page = await site.openPage({ language, theme })
    await page.getByRole('heading', { level: 1, name: word.submit }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en')
    await expectAxeClean(page)
    await screenshot(page, `sign-in-${language}-${theme}`)
    await page.setViewportSize(phone)
    await expectAxeClean(page)
    await screenshot(page, `sign-in-${language}-${theme}-phone`)
  })

  test('a wrong password is answered in a sentence, and the keyboard alone leads in and out', async () => {
    const page = await site.openPage({ language })
    await page.getByLabel(word.name).waitFor()
    // The name has the focus from the start.
    await page.keyboard.type('yangpu.maker')
    await page.keyboard.press('Tab')
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: word.wrong }).waitFor()
    await expectAxeClean(page)

    await page.getByLabel(word.password, { exact: true }).fill(demonstrationPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: word.greeting }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `home-${language}`)

    await page.locator('.account').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: word.signOut }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `account-${language}`)
    await page.getByRole('menuitem', { name: word.signOut }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: word.submit }).waitFor()
    expectNoComplaints(page)
  })
})

test('five wrong tries lock the account, and the page says for how long', async () => {
  const page = await site.openPage()
  await page.getByLabel(words.zh.name).fill('shenjiang.maker')
  for (let tries = 1; tries <= 6; tries += 1) {
    await page.getByLabel(words.zh.password, { exact: true }).fill(`wrong ${tries}`)
    const answered = page.waitForResponse(/people\.signIn/)
    await page.keyboard.press('Enter')
    await answered
  }
  await page.getByRole('alert').filter({ hasText: words.zh.locked }).waitFor()
})

test('the language changes in place: what was typed stays', async () => {
  const page = await site.openPage()
  await page.getByLabel(words.zh.name).fill('yangpu.checker')
  await page.getByRole('button', { name: 'English' }).click()
  expect(await page.getByLabel(words.en.name).inputValue()).toBe('yangpu.checker')
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})

test('who signs in at an address arrives there', async () => {
  const page = await site.openPage({}, '/?unit=hundred_million')
  await page.getByLabel(words.zh.name).fill('yangpu.maker')
  await page.getByLabel(words.zh.password, { exact: true }).fill(demonstrationPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: words.zh.greeting }).waitFor()
  expect(new URL(page.url()).search).toBe('?unit=hundred_million')
  expect(await page.getByRole('radio', { name: '亿元' }).isChecked()).toBe(true)
})

test('when the session ends, the page stays under the question and goes on after the answer', async () => {
  const page = await site.openPage({ as: 'yangpu.maker' })
  await page.getByRole('heading', { level: 1, name: words.zh.greeting }).waitFor()
  await page.context().clearCookies()
  await page.evaluate(() =>
    // Read to its end: an answer that may not be stored counts as under way until somebody has.
    fetch('/api/trpc/people.signOut', { method: 'POST', headers: { 'content-type': 'application/json' } }).then((answer) => answer.text()),
  )
  await page.locator('.account').click()
  await page.getByRole('menuitem', { name: words.zh.signOut }).click()
  await page.getByRole('dialog').getByLabel(words.zh.name).fill('yangpu.maker')
  await expectAxeClean(page)
  await page.getByRole('dialog').getByLabel(words.zh.password, { exact: true }).fill(demonstrationPassword)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(words.zh.greeting)
})
