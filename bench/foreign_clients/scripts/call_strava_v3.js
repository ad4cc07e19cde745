// Calls the sandbox with strava-v3. It reads its settings as a line of JSON, and writes one after each call.
'use strict'

const readline = require('readline')
const strava = require('strava-v3')
const { axiosInstance, setBaseURL } = require('strava-v3/axiosUtility')

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]()

async function run (call, action) {
  const report = { call }
  try {
    const value = await action()
    report.value = value === undefined ? null : value
  } catch (error) {
    report.error = `${error.name}: ${error.message} ${JSON.stringify(error.data || '')}`.slice(0, 400)
  }
  console.log(JSON.stringify(report))
  await lines.next()
  return report.value
}

function describe (activity) {
  return {
    id: Number(activity.id),
    name: activity.name,
    start: Date.parse(activity.start_date) / 1000,
    local: activity.start_date_local.replace('Z', ''),
    sport: activity.sport_type,
    distance: activity.distance,
    moving: activity.moving_time,
    elapsed: activity.elapsed_time,
    elevation: activity.total_elevation_gain,
    gear: activity.gear_id,
    private: activity.private
  }
}

async function readAthlete (client) {
  const athlete = await client.athlete.get({})
  const gear = [...athlete.bikes, ...athlete.shoes].map((item) => item.id)
  return { id: athlete.id, firstname: athlete.firstname, lastname: athlete.lastname, gear }
}

async function readList (client, bounds) {
  const activities = await client.athlete.listActivities({ 'per_page': 200, ...bounds })
  return activities.map(describe)
}

async function read (settings, client) {
  const { after, before } = settings
  await run('athlete', () => readAthlete(client))
  await run('statistics', async () => {
    const stats = await client.athletes.stats({ id: settings.athlete })
    return { ride: stats.all_ride_totals.count, run: stats.all_run_totals.count, swim: stats.all_swim_totals.count }
  })
  await run('activities', () => readList(client, {}))
  await run('activities before and after', () => readList(client, { after, before }))
  await run('activities after alone', () => readList(client, { after }))
  await run('activity', async () => describe(await client.activities.get({ id: settings.activity })))
  await run('gear', async () => {
    const gear = await client.gear.get({ id: settings.gear })
    return { id: gear.id, name: gear.name, brand: gear.brand_name, model: gear.model_name, distance: gear.distance }
  })
}

async function subscribeAndUpdate (settings, client) {
  const created = await run('create a subscription', async () => {
    const address = { 'callback_url': settings.callback_url, 'verify_token': 'token' }
    const subscription = await strava.pushSubscriptions.create(address)
    return [subscription.id, subscription.callback_url]
  })
  await run('list subscriptions', async () => {
    const subscriptions = await strava.pushSubscriptions.list()
    return subscriptions.map((item) => [item.id, item.callback_url])
  })
  await run('update an activity', async () => {
    const { name, description } = settings.changes
    const activity = await client.activities.update({ id: settings.activity, name, description })
    return { name: activity.name, description: activity.description }
  })
  await run('delete a subscription', async () => {
    await strava.pushSubscriptions.delete({ id: created[0] })
  })
}

async function main () {
  const settings = JSON.parse((await lines.next()).value)
  setBaseURL(`${settings.url}/api/v3/`)
  axiosInstance.interceptors.request.use((config) => {
    config.url = config.url.replace('https://www.strava.com', settings.url)
    return config
  })
  strava.config({ 'client_id': settings.client_id, 'client_secret': settings.client_secret, 'redirect_uri': 'http://localhost/' })
  const tokensOf = (answer) => [answer.access_token, answer.refresh_token]
  const tokens = await run('exchange the code', async () => tokensOf(await strava.oauth.getToken(settings.codes[0])))
  await run('refresh the tokens', async () => tokensOf(await strava.oauth.refreshToken(tokens[1])))
  const client = new strava.client(tokens[0])
  await read(settings, client)
  setBaseURL(`${settings.url}/api-v3/`)
  await run('athlete at the new host', () => readAthlete(client))
  setBaseURL(`${settings.url}/api/v3/`)
  await subscribeAndUpdate(settings, client)
  await run('deauthorize', async () => {
    const answer = await strava.oauth.deauthorize({ 'access_token': tokens[0] })
    return answer.access_token
  })
  process.exit(0)
}

main()
