import { CheckSquareOutlined, LogoutOutlined, MenuOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import type { Me, MembershipId } from '@cofund/shared/people/person'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState, useSearch } from '@tanstack/react-router'
import { Drawer, Dropdown } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { api, queryClient } from '../api.ts'
import { paths } from '../paths.ts'
import { prefer, usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { MomentText } from '../ui/DayText.tsx'
import { DemonstrationBadge } from '../ui/DemonstrationBadge.tsx'
import { DrillPathContext } from '../ui/Drill.tsx'
import { Mark } from '../ui/Mark.tsx'
import { LanguageSwitch, ThemeSwitch, UnitSwitch } from '../ui/switches.tsx'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { type Destination, type DestinationGroup, navigationFor } from './navigation.tsx'

/** The frame around every page: where one can go, who one is, and how figures are shown. */
export function Shell() {
  usePreferences()
  const [navigationOpen, setNavigationOpen] = useState(false)
  const closeNavigation = () => setNavigationOpen(false)
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const { demonstration } = useMe()
  useUnitOfAddress()
  useFocusOnArrival(pathname)
  const drillPath = useDrillPath()
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say('shell.skip')}
      </a>
      <header className="bar">
        <button
          type="button"
          className="tool bar-menu"
          aria-label={say('shell.open_navigation')}
          onClick={() => setNavigationOpen(true)}
        >
          <MenuOutlined aria-hidden="true" />
        </button>
        <Link to="/" className="brand">
          <Mark size={24} />
          <span>{say('app.name')}</span>
        </Link>
        {demonstration && <DemonstrationBadge />}
        <Tools />
        {/* Drawn anew on every page, so that it is asked anew. */}
        <Waiting key={pathname} />
        <Account />
      </header>
      <div className="side">
        <Navigation />
      </div>
      <Drawer
        open={navigationOpen}
        placement="left"
        size={260}
        title={say('app.name')}
        closable={{ 'aria-label': say('ui.close') }}
        onClose={closeNavigation}
      >
        <Navigation onGo={closeNavigation} />
        <Tools />
      </Drawer>
      <main id="content" tabIndex={-1}>
        <DrillPathContext value={drillPath}>
          <Outlet />
        </DrillPathContext>
      </main>
    </div>
  )
}

function Navigation({ onGo }: { onGo?: () => void }) {
  const me = useMe()
  return (
    <nav aria-label={say('shell.navigation')} className="navigation">
      <ul>
        {navigationFor(membershipOf(me).organisation.kind, me.permissions).map((item) =>
          'within' in item ? <Group key={item.word} of={item} onGo={onGo} /> : <Place key={item.to} of={item} onGo={onGo} />,
        )}
      </ul>
    </nav>
  )
}

interface PlaceProps<Item> {
  readonly of: Item
  readonly onGo: (() => void) | undefined
}

function Place({ of: place, onGo }: PlaceProps<Destination>) {
  return (
    <li>
      <Link to={place.to} activeOptions={{ exact: place.to === '/', includeSearch: false }} {...(onGo && { onClick: onGo })}>
        <span aria-hidden="true">{place.icon}</span>
        {say(place.word)}
      </Link>
    </li>
  )
}

/** Open while one is within, whichever way one came there; elsewhere as the reader left it. */
function Group({ of: { word, icon, within }, onGo }: PlaceProps<DestinationGroup>) {
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const here = within.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  const [opened, setOpened] = useState(here)
  const [wasHere, setWasHere] = useState(here)
  if (here !== wasHere) {
    setWasHere(here)
    setOpened(here)
  }
  return (
    <li>
      <details className="places-within" open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>
          <span aria-hidden="true">{icon}</span>
          {say(word)}
        </summary>
        <ul>
          {within.map((place) => (
            <Place key={place.to} of={place} onGo={onGo} />
          ))}
        </ul>
      </details>
    </li>
  )
}

function Tools() {
  const navigate = useNavigate()
  return (
    <div className="tools" role="group" aria-label={say('shell.tools')}>
      <UnitSwitch onChange={(unit) => void navigate({ to: '.', search: (search) => ({ ...search, unit }), replace: true })} />
      <LanguageSwitch />
      <ThemeSwitch />
    </div>
  )
}

/** The way to the inbox, and how much waits there for the reader. */
function Waiting() {
  // The frame stands without it.
  const { data } = useQuery({ ...api.approvals.counts.queryOptions(), throwOnError: false, staleTime: 30_000 })
  const count = data?.todo ?? 0
  return (
    <Link {...paths.approvals()} className="tool">
      <CheckSquareOutlined aria-hidden="true" />
      <span className="waiting-name">{say('approvals')}</span>
      {count > 0 && (
        <>
          <span className="waiting-count" aria-hidden="true">
            {count}
          </span>
          <span className="unseen">{say('approval.badge', { count })}</span>
        </>
      )}
    </Link>
  )
}

/** Person and organisation; behind them the other memberships, the last sign-in, and the way out. */
function Account() {
  const me = useMe()
  const membership = membershipOf(me)
  const navigate = useNavigate()
  // Whoever one becomes sees other things: everything known so far is forgotten, and the page begins anew.
  const startAnew = () => location.assign('/')
  const choose = useMutation(api.people.chooseMembership.mutationOptions({ onSuccess: startAnew }))
  const signOut = useMutation(
    api.people.signOut.mutationOptions({
      onSuccess: () => {
        queryClient.clear()
        startAnew()
      },
    }),
  )
  const others = me.memberships.filter(({ id }) => id !== me.membershipId)
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        onClick: ({ key }) => {
          if (key === 'sign_out') signOut.mutate()
          else if (key === 'account') void navigate(paths.ownAccount())
          else choose.mutate({ membershipId: key as MembershipId })
        },
        items: [
          ...(others.length > 0
            ? [
                {
                  key: 'memberships',
                  type: 'group' as const,
                  label: say('shell.memberships'),
                  children: others.map(({ id, organisation, roles }) => ({
                    key: id,
                    icon: <SwapOutlined />,
                    label: `${nameOf(organisation)} · ${roles.map((role) => say(`role.${role}`)).join(' / ')}`,
                  })),
                },
                { type: 'divider' as const },
              ]
            : []),
          { key: 'account', icon: <UserOutlined />, label: say('account.title') },
          { key: 'sign_out', icon: <LogoutOutlined />, label: say('shell.sign_out') },
          ...(me.lastSignIn
            ? [
                {
                  key: 'last',
                  type: 'group' as const,
                  label: <LastSignIn {...me.lastSignIn} missed={me.missedBefore} />,
                },
              ]
            : []),
        ],
      }}
    >
      <button
        type="button"
        className="account"
        aria-label={say('shell.account', { name: me.person.name, organisation: nameOf(membership.organisation) })}
      >
        <span className="account-name">{me.person.name}</span>{' '}
        <span className="account-place">{nameOf(membership.organisation)}</span>
      </button>
    </Dropdown>
  )
}

function LastSignIn({ at, from, missed }: NonNullable<Me['lastSignIn']> & { missed: number }) {
  const [before = '', after = ''] = say('shell.last_sign_in', { from }).split('{at}')
  return (
    <span className="last-sign-in">
      {before}
      <MomentText of={at} />
      {after}
      {missed > 0 && <span className="missed">{say('shell.missed_before', { times: missed })}</span>}
    </span>
  )
}

/** An address that names a unit sets it, so that whoever was sent the address reads the same figures. */
function useUnitOfAddress(): void {
  const { unit } = useSearch({ from: '__root__' })
  useEffect(() => {
    if (unit) prefer({ unit })
  }, [unit])
}

/** The drawers that stand open, in the address: `drill=nav/entry_7`. */
function useDrillPath() {
  const { drill } = useSearch({ from: '__root__' })
  const navigate = useNavigate()
  return useMemo(
    () => ({
      open: drill ? drill.split('/') : [],
      go: (path: readonly string[]) =>
        void navigate({ to: '.', search: (search) => ({ ...search, drill: path.length > 0 ? path.join('/') : undefined }) }),
    }),
    [drill, navigate],
  )
}

/** A screen reader goes on reading the old page otherwise. */
function useFocusOnArrival(pathname: string): void {
  const [arrived, setArrived] = useState(pathname)
  useEffect(() => {
    if (pathname === arrived) return
    setArrived(pathname)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [pathname, arrived])
}
