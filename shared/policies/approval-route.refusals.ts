import { type Language, refusal } from '../kernel/refusal.ts'
import { approvalRouteWords } from './approval-route.words.ts'
import type { Seat } from './approval-route.ts'

const named = (seat: Seat, language: Language): string => approvalRouteWords[`seat.${seat}`][language]

/** What is wrong with a route that somebody lays down. */
export const approvalRouteRefusals = {
  'route.unknown': refusal<{ code: string; known: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ code, known }) => `没有事项走流程 ${code}，请使用下列代码之一：${known.join('、')}`,
    en: ({ code, known }) => `Nothing goes by a route ${code}. Use one of ${known.join(', ')}`,
  }),
  'route.fixed': refusal({
    kind: 'forbidden',
    zh: () => '变更流程本身的流程由产品固定，以免改错后再也无法更正',
    en: () => 'The route by which routes change is fixed, so that a mistake in another can always be put right',
  }),
  'route.seat_unfillable': refusal<{ step: number; seat: Seat }>({
    kind: 'unprocessable',
    zh: ({ step, seat }) => `第 ${step} 步的“${named(seat, 'zh')}”在该流程的事项中无从确定，请改由其他单位复核`,
    en: ({ step, seat }) => `Step ${step}: what goes by this route has no “${named(seat, 'en')}”. Let somebody else take the step`,
  }),
  'route.kind_unnamed': refusal<{ step: number }>({
    kind: 'unprocessable',
    zh: ({ step }) => `第 ${step} 步：按单位类型确定时须写明类型，其他情形不写`,
    en: ({ step }) => `Step ${step}: name the kind of organisation where the seat goes by kind, and nowhere else`,
  }),
  'route.seat_left_out': refusal<{ seat: Seat }>({
    kind: 'unprocessable',
    zh: ({ seat }) => `流程不能绕开“${named(seat, 'zh')}”，请为其保留一步`,
    en: ({ seat }) => `This route cannot go around “${named(seat, 'en')}”. Keep a step for them`,
  }),
  'route.nobody_can_take': refusal({
    kind: 'conflict',
    zh: () => '流程中有一步没有足够的人员可以办理，启用后事项将无法办结。请减少人数、改由其他单位复核，或先请管理员授予角色',
    en: () => 'Too few people could take a step of this route, and what goes by it would never end. Ask for fewer, name somebody else, or have an administrator grant roles first',
  }),
}
