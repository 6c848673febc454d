import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { type Site, desktop, expectAxeClean, openSite, phone, screenshot } from '../kit/browser.ts'
import { sessionIn } from '../kit/people.ts'
import { outcomeOf } from '../kit/refusals.ts'

let site: Site
beforeAll(async () => void (site = await openSite(seedPeople)), 180_000)
afterAll(() => site.close())

const words = {
  zh: {
    propose: '提交启用',
    see: '查看事项',
    agree: '同意',
    other: '丁兼山',
    trustee: '杨浦科技金融服务中心',
    mine: '须由另一人复核',
    badge: /审批.*1 件待办/,
    refused: '数据已变化，实际影响与您看到的不同',
    differs: '您看到的与现在的实际影响',
    refresh: '更新为最新内容',
    inEffect: '已生效',
    waits: '待复核',
    returned: '已退回',
    opinion: '意见',
    giveBack: '退回',
    resubmit: '重新提交',
    inbox: '审批',
  },
  en: {
    propose: 'Propose to put into effect',
    see: 'Open it',
    agree: 'Agree',
    other: '丁兼山',
    trustee: 'Yangpu Technology Finance Centre',
    mine: 'somebody else has to check it',
    badge: /Approvals.*1 to do/,
    refused: 'what would happen is no longer what you were shown',
    differs: 'what you were shown, and what would happen now',
    refresh: 'Show what would happen now',
    inEffect: 'In effect',
    waits: 'Waits for a checker',
    returned: 'Returned to its maker',
    opinion: 'Opinion',
    giveBack: 'Return',
    resubmit: 'Resubmit',
    inbox: 'Approvals',
  },
} as const

const scheme = (rate: string) => ({
  document: '杨财〔2026〕1号',
  effective: { from: '2026-01-01', to: null },
  params: { compensation: { rate, split: [{ bearer: 'district', share: '1' }] } },
  cites: { '': { document: '杨财〔2026〕1号', tag: 'R1' as const } },
})

let drafted = 0
/** A draft of the district, by the person who has another hat elsewhere. */
async function draft() {
  const maker = await callerAs(site.database, 'two.hats')
  const { versionId } = await maker.policies.draft({
    kind: 'compensation_scheme',
    code: `WALK-${(drafted += 1)}`,
    name: { zh: '杨浦区风险补偿办法', en: 'Yangpu compensation scheme' },
    jurisdictionCode: '310110',
    ...scheme('0.80'),
  })
  return { maker, versionId }
}

/** Presses Tab until the button named so has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const text = await page.evaluate('document.activeElement?.textContent?.trim() ?? ""')
    if (text === name) return
  }
  throw new Error(`${name} cannot be reached by keyboard`)
}

const agreeButton = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const word = words[language]

  test('one proposes, is refused in another hat, a second person is shown what moved meanwhile, and agrees to that', async () => {
    const { maker, versionId } = await draft()

    const making = await site.openPage({ language, as: 'two.hats' }, `/policies/${versionId}`)
    await making.getByRole('button', { name: word.propose }).click()
    await making.getByRole('dialog').getByRole('link', { name: word.see }).waitFor()
    await expectAxeClean(making)
    await making.getByRole('dialog').getByRole('link', { name: word.see }).click()
    await making.getByText(word.waits).first().waitFor()
    expect(await agreeButton(making, word.agree).getAttribute('aria-disabled')).toBe('true')
    expect(await agreeButton(making, word.agree).getAttribute('aria-describedby')).not.toBeNull()
    expect(await making.getByText(word.mine).first().textContent()).toContain(word.mine)
    await expectAxeClean(making)
    await screenshot(making, `approval-made-${language}`, true)
    const address = new URL(making.url()).pathname

    // The same person in the other organisation: on the page, and past it.
    await making.getByRole('button', { name: word.other }).click()
    await making.getByRole('menuitem', { name: word.trustee }).click()
    await making.getByRole('button', { name: word.trustee }).waitFor()
    await making.goto(`${site.address}${address}`)
    await making.getByText(word.waits).first().waitFor()
    expect(await agreeButton(making, word.agree).getAttribute('aria-disabled')).toBe('true')
    await expectAxeClean(making)
    const proposalId = address.split('/').at(-1) as `prp_${string}`
    const otherHat = await callerAs(site.database, 'two.hats', {
      session: await sessionIn(site.database, 'two.hats', 'mem_two_hats_2'),
    })
    const { proposal } = await otherHat.approvals.get({ proposalId })
    const tried = otherHat.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
    expect(await outcomeOf(tried)).toBe('approval.maker_is_checker')

    // A second person finds it waiting, and reads it.
    const checking = await site.openPage({ language, as: 'yangpu.checker' })
    await checking.getByRole('link', { name: word.badge }).click()
    await checking.getByRole('heading', { level: 1, name: word.inbox }).waitFor()
    await checking.getByRole('link', { name: /^SP-/ }).waitFor()
    await expectAxeClean(checking)
    await screenshot(checking, `approval-inbox-${language}`)
    await checking.getByRole('link', { name: /^SP-/ }).click()
    await checking.getByText('80.00%').first().waitFor()

    // Meanwhile the rate moves.
    await maker.policies.revise({ versionId, ...scheme('0.55') })
    await agreeButton(checking, word.agree).click()
    await checking.getByText(word.refused).waitFor()
    await checking.getByText(word.differs).first().waitFor()
    expect(await checking.getByText('55.00%').first().isVisible()).toBe(true)
    await expectAxeClean(checking)
    await screenshot(checking, `approval-changed-${language}`, true)
    expect((await maker.policies.version({ versionId })).version.status).toBe('draft')

    await checking.getByRole('button', { name: word.refresh }).click()
    await checking.getByText(word.refused).waitFor({ state: 'detached' })
    expect(await checking.getByText('80.00%').count()).toBe(0)
    await agreeButton(checking, word.agree).click()
    await checking.getByText(word.inEffect).first().waitFor()
    await expectAxeClean(checking)
    await screenshot(checking, `approval-applied-${language}`, true)
    expect((await maker.policies.version({ versionId })).version.status).toBe('active')
  })

  test('a case is returned with a reason, resubmitted and agreed by keyboard alone', async () => {
    const { maker, versionId } = await draft()
    const { proposalId } = await maker.approvals.propose({ kind: 'policy.activate', what: { versionId } })
    const path = `/approvals/${proposalId}`

    const checking = await site.openPage({ language, theme: 'dark', as: 'yangpu.checker' }, path)
    await agreeButton(checking, word.agree).waitFor()
    expect(await checking.getByRole('button', { name: word.giveBack, exact: true }).getAttribute('aria-disabled')).toBe('true')
    await checking.getByRole('textbox', { name: word.opinion }).focus()
    await checking.keyboard.type('请补充依据')
    await tabTo(checking, word.giveBack)
    await checking.keyboard.press('Enter')
    await checking.getByText(word.returned).first().waitFor()
    await expectAxeClean(checking)

    const making = await site.openPage({ language, as: 'two.hats' }, path)
    await making.getByText('请补充依据').waitFor()
    await making.locator('main').focus()
    await tabTo(making, word.resubmit)
    await making.keyboard.press('Enter')
    await making.getByText(word.waits).first().waitFor()

    await checking.reload()
    await agreeButton(checking, word.agree).waitFor()
    await checking.locator('main').focus()
    await tabTo(checking, word.agree)
    await checking.keyboard.press('Enter')
    await checking.getByText(word.inEffect).first().waitFor()
    await expectAxeClean(checking)
    await screenshot(checking, `approval-applied-${language}-dark`, true)
  })

  test.each([['desktop', desktop], ['phone', phone]] as const)('on a %s nothing is lost', async (name, viewport) => {
    const { maker, versionId } = await draft()
    const { proposalId } = await maker.approvals.propose({ kind: 'policy.activate', what: { versionId } })
    const page = await site.openPage({ language, as: 'yangpu.checker', viewport }, `/approvals/${proposalId}`)
    await agreeButton(page, word.agree).waitFor()
    await expectAxeClean(page)
    await screenshot(page, `approval-${name}-${language}`, true)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBe(0)
    await maker.approvals.withdraw({ proposalId })
  })
})
