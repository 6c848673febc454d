import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demonstrationPassword } from '../../server/seed/district.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { agree } from '../kit/approvals.ts'
import { type Site, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'
import { plantCredential, plantPerson } from '../kit/people.ts'

let site: Site
beforeAll(async () => void (site = await openSite(seedPeople)), 180_000)
afterAll(() => site.close())

const words = {
  zh: { people: '单位与人员', person: '新建人员', name: '姓名', signInName: '登录名', organisation: '单位', roles: '角色', group: '江湾国有资本投资集团', viewer: '查阅', propose: '提交复核', once: '仅显示这一次', newOrganisation: '新建单位', kind: '类型', bank: '银行', zhName: '中文名称', enName: '英文名称', place: '行政区划', key: '申请密钥', password: '修改密码', current: '当前密码', signInPassword: '密码', given: '管理员给的密码', firstPassword: '设置您自己的密码', firstFactor: '启用第二重验证', confirmPassword: '当前密码（确认本人操作）', next: '新密码', changed: '密码已修改', enrol: '启用动态码', code: '6 位动态码', confirm: '确认启用', on: '已启用动态码', account: '我的账户' },
  en: { people: 'Organisations and people', person: 'New person', name: 'Name', signInName: 'Sign-in name', organisation: 'Organisation', roles: 'Roles', group: 'Jiangwan State Capital Group', viewer: 'Viewer', propose: 'Propose', once: 'this once only', newOrganisation: 'New organisation', kind: 'Kind', bank: 'Bank', zhName: 'Chinese name', enName: 'English name', place: 'Jurisdiction', key: 'Issue a key', password: 'Change password', current: 'Current password', signInPassword: 'Password', given: 'The password you were given', firstPassword: 'Choose a password of your own', firstFactor: 'Enrol a second factor', confirmPassword: 'Current password, to confirm that it is you', next: 'New password', changed: 'Your password is changed', enrol: 'Enrol an authenticator', code: '6-digit code', confirm: 'Enrol', on: 'Codes are asked for', account: 'My account' },
} as const

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test('an administrator proposes a person, keeps the password, and the person signs in once a second one has agreed', async () => {
    const page = await site.openPage({ language, as: 'admin' }, '/people')
    await page.getByRole('heading', { level: 1, name: word.people }).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `people-${language}`, true)

    await page.getByRole('button', { name: word.person, exact: true }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel(word.name, { exact: true }).fill('新来者')
    await form.getByLabel(word.signInName).fill(`comer.${language}`)
    await form.getByLabel(word.organisation, { exact: true }).click()
    await page.keyboard.type(word.group)
    await page.keyboard.press('Enter')
    await form.getByLabel(word.roles).click()
    await page.getByTitle(word.viewer, { exact: true }).click()
    await form.getByLabel(word.name, { exact: true }).click()
    await expectAxeClean(page)
    await screenshot(page, `people-new-${language}`)
    await form.getByRole('button', { name: word.propose, exact: true }).click()
    await page.getByText(word.once).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `people-secret-${language}`)
    const password = (await page.locator('.secret code').textContent()) ?? ''

    const second = await callerAs(site.database, 'admin.checker')
    const [waiting] = (await second.approvals.inbox({})).rows
    await agree(second, { proposalId: waiting?.id ?? expect.unreachable() })

    // Whoever is seated chooses a password, and enrols where it is demanded; then the product opens.
    await site.database.owner.updateTable('organisation').set({ second_factor: 'demanded' }).where('id', '=', 'org_yangpu_group').execute()
    const comer = await site.openPage({ language })
    await comer.getByLabel(word.signInName).fill(`comer.${language}`)
    await comer.getByLabel(word.signInPassword, { exact: true }).fill(password)
    await comer.keyboard.press('Enter')
    await comer.getByRole('heading', { level: 1, name: word.firstPassword }).waitFor()
    await expectAxeClean(comer)
    await screenshot(comer, `first-password-${language}`)
    await comer.getByLabel(word.given).fill(password)
    await comer.getByLabel(word.next).fill('kettle lantern orchard')
    await comer.getByRole('button', { name: word.password, exact: true }).click()
    await comer.getByRole('heading', { level: 1, name: word.firstFactor }).waitFor()
    const secret = ((await comer.locator('code').first().textContent()) ?? '').replaceAll(' ', '')
    await comer.getByLabel(word.code).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate())
    await comer.getByLabel(word.confirmPassword).fill('kettle lantern orchard')
    await expectAxeClean(comer)
    await screenshot(comer, `first-factor-${language}`, true)
    await comer.setViewportSize(phone)
    await expectAxeClean(comer)
    await screenshot(comer, `first-factor-${language}-phone`, true)
    await comer.getByRole('button', { name: word.confirm, exact: true }).click()
    await comer.locator('.account').waitFor()
    await site.database.owner.updateTable('organisation').set({ second_factor: 'offered' }).where('id', '=', 'org_yangpu_group').execute()
  })

  test.each(['light', 'dark'] as const)('one’s own account, %s: a new password, and a second factor', async (theme) => {
    const name = `owner.${language}.${theme}`
    await plantPerson(site.database.owner, name, [['org_yangpu_group', 'viewer']])
    await plantCredential(site.database.owner, `per_${name}`)
    const page = await site.openPage({ language, theme, as: name }, '/account')
    await page.getByRole('heading', { level: 1, name: word.account }).waitFor()
    await page.getByLabel(word.current, { exact: true }).fill(demonstrationPassword)
    await page.getByLabel(word.next).fill('kettle lantern orchard')
    await page.getByRole('button', { name: word.password, exact: true }).click()
    await page.getByText(word.changed).waitFor()

    await page.getByRole('button', { name: word.enrol }).click()
    const secret = ((await page.locator('code').first().textContent()) ?? '').replaceAll(' ', '')
    await page.getByLabel(word.code).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate())
    await page.getByLabel(word.confirmPassword).fill('kettle lantern orchard')
    await expectAxeClean(page)
    await screenshot(page, `account-${language}-${theme}`, true)
    await page.getByRole('button', { name: word.confirm, exact: true }).click()
    await page.getByText(word.on).waitFor()
    await expectAxeClean(page)
  })

  test('on a phone nothing is lost', async () => {
    const page = await site.openPage({ language, as: 'admin', viewport: phone }, '/people')
    await page.getByRole('heading', { level: 1, name: word.people }).waitFor()
    await expectAxeClean(page)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBe(0)
  })
})

test('who administers nothing is told whom to ask', async () => {
  const page = await site.openPage({ language: 'en', as: 'yangpu.maker' }, '/people')
  await page.locator('.empty').waitFor()
  await expectAxeClean(page)
})
