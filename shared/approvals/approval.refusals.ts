import type { Effect } from '../kernel/effect.ts'
import { refusal } from '../kernel/refusal.ts'

export const approvalRefusals = {
  'approval.maker_is_checker': refusal({
    kind: 'forbidden',
    zh: () => '本事项由您发起，须由另一人复核；您在其他单位的身份也不能复核',
    en: () => 'You made this proposal, so somebody else has to check it: in another organisation you are still the same person',
  }),
  'approval.checked_already': refusal({
    kind: 'conflict',
    zh: () => '您已复核过本事项，同一人只复核一次，请等待其他复核人',
    en: () => 'You have checked this proposal already, and nobody does so twice. It waits for others now',
  }),
  'approval.not_your_step': refusal<{ step: number }>({
    kind: 'forbidden',
    zh: ({ step }) => `当前第 ${step} 步不由您的单位复核，请查看流程中列出的单位`,
    en: ({ step }) => `Step ${step}, which it waits at, is not your organisation’s. The route lists whose it is`,
  }),
  'approval.not_yours': refusal({
    kind: 'forbidden',
    zh: () => '只有发起人可以撤回或重新提交，请联系发起人',
    en: () => 'Only its maker withdraws or resubmits a proposal. Ask them',
  }),
  'approval.wrong_status': refusal<{ status: string }>({
    kind: 'conflict',
    zh: ({ status }) => `该事项当前状态为 ${status}，不能进行此操作，请刷新后查看`,
    en: ({ status }) => `This proposal is ${status}, so this cannot be done to it. Refresh the page to see where it stands`,
  }),
  'approval.effect_changed': refusal<{ shown: Effect; now: Effect }>({
    kind: 'conflict',
    zh: () => '数据已变化，实际影响与您看到的不同，本次复核未生效。请查看差异，更新后再复核',
    en: () => 'The data has changed: what would happen is no longer what you were shown, so nothing was done. Look at the difference, update, then check again',
  }),
  'approval.digest_stale': refusal({
    kind: 'conflict',
    zh: () => '该事项已被更新，您看到的不是最新内容，请刷新后再复核',
    en: () => 'What this proposal shows has been updated since you opened it. Refresh the page, then check it',
  }),
  'approval.nothing_changed': refusal({
    kind: 'conflict',
    zh: () => '内容没有变化，无需更新',
    en: () => 'What is shown is up to date; there is nothing to update',
  }),
  'approval.opinion_needed': refusal({
    kind: 'unprocessable',
    zh: () => '驳回或退回须填写意见，说明原因和需要修改之处',
    en: () => 'To reject or return it, say why and what has to change',
  }),
  'approval.document_needed': refusal<{ zh: string; en: string }>({
    kind: 'unprocessable',
    zh: ({ zh }) => `本步须有${zh}，请填写其文号`,
    en: ({ en }) => `This step rests on a document (${en}). Give its number`,
  }),
  'approval.nobody_for_step': refusal<{ step: number }>({
    kind: 'unprocessable',
    zh: ({ step }) => `流程第 ${step} 步没有可复核的单位，请联系管理员建立该单位后再提交`,
    en: ({ step }) => `No organisation fits step ${step} of the route. Ask an administrator to create it, then propose again`,
  }),
  'approval.not_yours_to_make': refusal({
    kind: 'forbidden',
    zh: () => '您的单位不管理该事项的对象，不能发起。请由其管理单位发起',
    en: () => 'Your organisation does not answer for what this is about, so it cannot propose it. Whoever does may',
  }),
  'approval.open_already': refusal({
    kind: 'conflict',
    zh: () => '同一事项已有一件在审批中，请等待其办结或先撤回',
    en: () => 'The same is proposed already and not decided yet. Wait for it, or withdraw it first',
  }),
}
