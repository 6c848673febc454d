import { words } from '@cofund/shared/kernel/words'

/** Words of the frame around every page, and of signing in. */
export const shellWords = words({
  'shell.motto': { zh: '每一分公共创新资金的来龙去脉', en: 'Where every fen of public innovation money went' },
  'shell.skip': { zh: '跳到正文', en: 'Skip to content' },
  'shell.navigation': { zh: '主导航', en: 'Main' },
  'shell.open_navigation': { zh: '打开导航', en: 'Open navigation' },
  'shell.tools': { zh: '显示设置', en: 'Display settings' },
  'shell.account': { zh: '{name}，{organisation}', en: '{name}, {organisation}' },
  'shell.memberships': { zh: '切换单位', en: 'Switch organisation' },
  'shell.last_sign_in': { zh: '上次登录 {at}，来自 {from}', en: 'Last sign-in {at} from {from}' },
  'shell.sign_out': { zh: '退出登录', en: 'Sign out' },
  'shell.demonstration.what': { zh: '所有单位、人员与金额均为虚构', en: 'Every organisation, person and amount is invented' },
  'shell.not_found': { zh: '没有这个页面', en: 'There is no such page' },
  'shell.not_found.what': { zh: '地址可能已变更，请从左侧导航进入。', en: 'Its address may have changed. Use the navigation.' },
  'nav.home': { zh: '工作台', en: 'Home' },
  'home.greeting': { zh: '{name}，您好', en: 'Good day, {name}' },
  'home.where': { zh: '从这里开始', en: 'Start here' },
  'idle.title': { zh: '还在吗？', en: 'Still there?' },
  'idle.what': {
    zh: '您有一段时间没有操作，{minutes} 分钟后将自动退出登录；未提交的内容会保留。',
    en: 'You have not done anything for a while. In {minutes} minutes you will be signed out; what you had not sent is kept.',
  },
  'idle.stay': { zh: '继续工作', en: 'Go on' },
  'sign_in.title': { zh: '登录', en: 'Sign in' },
  'sign_in.name': { zh: '登录名', en: 'Sign-in name' },
  'sign_in.password': { zh: '密码', en: 'Password' },
  'sign_in.code': { zh: '6 位动态码', en: '6-digit code' },
  'sign_in.code.what': { zh: '身份验证器上当前显示的数字', en: 'The digits that your authenticator shows now' },
  'sign_in.submit': { zh: '登录', en: 'Sign in' },
  'sign_in.name_missing': { zh: '请填写登录名', en: 'Enter your sign-in name' },
  'sign_in.password_missing': { zh: '请填写密码', en: 'Enter your password' },
  'sign_in.again': { zh: '登录已失效，请重新登录', en: 'Your session has ended. Sign in again' },
  'sign_in.again.what': {
    zh: '页面与未提交的内容都还在，登录后继续。',
    en: 'The page and what you had not sent are still here; go on once you are in.',
  },
  'sign_in.promise.ledger': { zh: '一本账', en: 'One ledger' },
  'sign_in.promise.ledger.what': {
    zh: '每笔资金都是借贷平衡、只增不改的分录',
    en: 'Every movement is a balanced entry, added and never altered',
  },
  'sign_in.promise.clause': { zh: '凭条款', en: 'By the clause' },
  'sign_in.promise.clause.what': {
    zh: '每个数字都能打开它的计算过程与依据',
    en: 'Every figure opens into its derivation and its rule',
  },
  'sign_in.promise.people': { zh: '两人办', en: 'Two people' },
  'sign_in.promise.people.what': {
    zh: '经办与复核分离，每一步留痕可验',
    en: 'Maker and checker are never the same, and each act is chained',
  },
})
