import { refusal } from './refusal.ts'

/** Answers that no single feature owns. */
export const kernelRefusals = {
  'input.invalid': refusal<{ issues: readonly { path: string; zh: string; en: string }[] }>({
    kind: 'unprocessable',
    zh: ({ issues }) => `输入有误：${issues.map((issue) => `${issue.path ? `【${issue.path}】` : ''}${issue.zh}`).join('；')}`,
    en: ({ issues }) =>
      `The input is not right: ${issues.map((issue) => `${issue.path ? `${issue.path}: ` : ''}${issue.en}`).join('; ')}`,
  }),
  'amount.unreadable': refusal<{ text: string; decimals: number }>({
    kind: 'unprocessable',
    zh: ({ text, decimals }) =>
      `“${text}”不是可用的金额，请填写如 1,234、12.5万 或 3亿 的数${decimals > 0 ? `，以元计最多 ${decimals} 位小数` : ''}`,
    en: ({ text, decimals }) =>
      `“${text}” cannot be read as an amount. Write it as 1,234 or 1.5 mn` +
      (decimals > 0 ? `, to at most ${decimals} decimal places of a single unit` : ''),
  }),
  'access.sign_in_first': refusal({
    kind: 'forbidden',
    zh: () => '登录已失效，请重新登录；未提交的内容会保留',
    en: () => 'You are not signed in, or your session has ended. Sign in again; what you had not sent is kept',
  }),
  'access.not_permitted': refusal<{ permission: string }>({
    kind: 'forbidden',
    zh: ({ permission }) => `您的角色没有“${permission}”权限，请联系本单位管理员`,
    en: ({ permission }) => `Your roles do not include the permission “${permission}”. Ask your administrator`,
  }),
  'access.too_many': refusal<{ seconds: number }>({
    kind: 'hasty',
    zh: ({ seconds }) => `请求过于频繁，请 ${seconds} 秒后再试；刚才的操作没有执行`,
    en: ({ seconds }) => `Too many requests in a short time. Try again in ${seconds} seconds; what you just sent was not carried out`,
  }),
  'access.other_site': refusal({
    kind: 'forbidden',
    zh: () => '该请求来自其他网站，未予执行。请在本系统的页面中重新操作',
    en: () => 'This request came from another site and was not carried out. Do it again on a page of this system',
  }),
  'access.no_such_address': refusal<{ path: string }>({
    kind: 'missing',
    zh: ({ path }) => `没有 ${path} 这个地址，请核对后再试`,
    en: ({ path }) => `There is nothing at ${path}. Check the address, then try again`,
  }),
  'request.key_reused': refusal<{ key: string }>({
    kind: 'conflict',
    zh: ({ key }) => `幂等键 ${key} 已用于另一项内容不同的请求，请换一个新键`,
    en: ({ key }) => `The idempotency key ${key} was used for a request with another body. Use a new key`,
  }),
  'request.in_progress': refusal<{ key: string }>({
    kind: 'conflict',
    zh: ({ key }) => `同一请求（${key}）正在处理，请稍候查看结果`,
    en: ({ key }) => `The same request (${key}) is being handled. Wait, then look at its result`,
  }),
  'record.stale': refusal<{ noun: string }>({
    kind: 'conflict',
    zh: ({ noun }) => `您打开页面之后，这条${noun}已被他人修改。请刷新后重试，系统没有保存您的改动`,
    en: ({ noun }) => `This ${noun} has changed since you opened the page. Refresh and try again; nothing of yours was saved`,
  }),
  'record.not_found': refusal<{ noun: string; id: string }>({
    kind: 'missing',
    zh: ({ id }) => `没有编号为 ${id} 的记录，或您无权查看`,
    en: ({ id }) => `There is no record ${id}, or you may not see it`,
  }),
}
