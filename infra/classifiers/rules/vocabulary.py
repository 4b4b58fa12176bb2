"""The words of traders, one list per meaning.

`|` parts phrases; `#` stands for a price, `#%` for a percentage, `#year` for a year.
"""

from infra.classifiers.rules.lists import words

LONG_TRADES = """
long | longing | longed | buy | buying | bought | adding | added more | added some | adding to
added to my | add more | accumulate | accumulating | accumulated | bidding | bids in | aping
aped | ape into | aping into | loading up | loaded up | loading bags | loading more | scooped
scooping | scooped up | grabbed | grabbing | picked up | picking up | stacking | nibbling
nibbled | dca | dcaing | scaling into | scaled into | buying the dip | bought the dip
buy the dip | buying calls | bought calls | averaging into | topping up
"""
SHORT_TRADES = """
short | shorting | shorted | fading | fade | buying puts | bought puts | sell the rip
selling the rip | short the bounce | shorting the bounce | shorting the rip | fading the rally
fade the rally | sell the rally
"""
LONG_FORECASTS = """
breakdown failed | failed breakdown
bullish | looks bullish | looking bullish | breaking out | breaks out | break out | broke out
breakout | going up | goes up | go up | going higher | goes higher | go higher | moving higher
push higher | pushing higher | headed higher | heading higher | much higher | higher from here
higher soon | leg up | leg higher | more upside | upside ahead | upside from here | up from here
up only | uponly | straight up | bottom is in | bottomed | bottom in | bear trap | bull flag
bull pennant | short squeeze | shorts get squeezed | squeeze incoming | strong buy | buy signal
buy zone | is a buy | a buy here | a buyer | buyer here | golden cross
inverse head and shoulders | double bottom | higher lows | send it higher | ready to run
great entry | good entry | nice entry | moons from here | new highs incoming | new highs soon
ath soon | ath incoming | new ath soon | easy 2x | cup and handle | to the moon
bullish divergence | long setup
"""
SHORT_FORECASTS = """
breakout failed | failed breakout | fakeout | fake out
bearish | looks bearish | looking bearish | breaking down | breaks down | break down
broke down | breakdown | going down | goes down | go down | going lower | goes lower | go lower
moving lower | push lower | headed lower | heading lower | much lower | lower from here
lower soon | leg down | leg lower | more downside | downside ahead | downside from here
down from here | down only | straight down | top is in | topped | bull trap | bear flag
bear pennant | long squeeze | dead cat bounce | dead cat | strong sell | sell signal | is a sell
a seller | seller here | death cross | head and shoulders | double top | lower highs
going to zero | goes to zero | to zero | heading to zero | sell | selling | sells off
sell off incoming | selloff incoming | will lose | bearish divergence | new lows incoming
short setup | lower lows
"""
LONG_HINTS = """
strong | looks good | look good | looking good | looks great | look great | looking great
looks clean | looking clean | looks ready | look ready | looking ready | looks primed | strength
buying opportunity | undervalued | oversold | cheap here | lfg | send it | sending
sending it | sends | mooning
parabolic | rocket | bull run | bullrun | ripping | pumping | flying | rallying | surging
climbing | exploding | breaking above | breaking through | breaks above | breaking resistance
broke resistance | reclaimed | reclaiming | reclaims | outperforming | buying pressure
buyers stepping in | buyers in control | bulls in control | new highs | support holding
holding support | dont sleep on | don't sleep on | dont fade | don't fade | dont miss
don't miss | accumulation | chart is clean | chart is too clean | top pick | will outperform
gem | primed | higher highs | looks amazing | looks incredible | looks beautiful
looking amazing | looking beautiful
"""
SHORT_HINTS = """
lost # support | losing # support | loses # support
weak | weakness | looks weak | look weak | looking weak | looks bad | look bad | looking bad
heavy | looks heavy | looking heavy | looks ugly | looking ugly | looks toppy | toppy
overvalued | overbought | dumping | crashing | tanking | bleeding | sliding | falling | dropping
plunging | nuking | breaking below | breaks below | breaking support | broke support
lost support | losing support | rejected | rejection | selling pressure | sellers in control
bears in control | sell off | selloff | underperforming | local top | rolling over
falling apart | looks terrible | looking terrible | looks tired | chart is broken
will underperform | cooked
"""
TARGETS_LONG = """
next stop | target | targets | targeting | price target | pt | heading to | headed to
on its way to | heading towards | will reach | will hit | will tag
"""
TARGETS_SHORT = "down to | back down to"

RISES = """
pump | moon | rip | run | fly | rise | rally | explode | bounce | send | surge | climb
break out | outperform | 2x | 3x | 5x | 10x | soar | squeeze | skyrocket | teleport | melt up
double
"""
FALLS = """
dump | drop | fall | crash | tank | nuke | plunge | collapse | bleed | retrace | correct
correction | sink | slide | die | implode | melt down | capitulate
"""
FUTURE = """
will | 'll | gonna | going to | about to | ready to | set to | poised to | wants to | needs to
likely to | expect | expecting | due for | due a | bound to | should | time to | starting to
"""
COMING = "incoming | coming | soon | imminent | inbound | loading | next | ahead"

NEGATIONS = """
not | no | never | don't | dont | doesn't | doesnt | didn't | didnt | isn't | isnt | aren't
arent | wasn't | wasnt | won't | wont | can't | cant | cannot | couldn't | wouldn't | wouldnt
shouldn't | shouldnt | haven't | havent | hasn't | hasnt | ain't | aint | no longer | nobody
none | neither | nor | no one | without | hardly | nothing | anything but | would never
would not | i'd never | avoid | avoiding | stop buying | stop shorting | stop longing
stop selling | far from | too early to | refuse to | im out of | i'm out of
"""
CONDITIONS = """
every time i | each time i
if | unless | once | assuming | would | i'd | we'd | in case | waiting for | waiting to
wait for | wait to | when | whenever | only above | only below | as soon as | depends
on a break | on a close | on a dip | on a retest | might buy | might long | might short
may buy | could buy | thinking about | thinking of | tempted to | want to | wanna
"""
PAST = """
yesterday | last week | last month | last year | last night | last cycle | last summer
last winter | ago | in #year | since #year | back in | back when | back then | earlier this week
used to | remember when | should have | should've | shouldve | shoulda | could have | would have
wish i | wish i had | was long | was short | were long | were all long | was bullish
was bearish | were short | had bought | had shorted | in the past | previously | regret
last monday | last friday | last tuesday | last wednesday | last thursday | last saturday
last sunday | long ago
"""
EXITS = """
liquidated on | got liquidated | getting liquidated | liquidated my
target hit | targets hit | tp hit | target reached | buying back | bought back | hedging
hedge | hedged
got wrecked | got rekt | wrecked | rekt | blew up
taking profit | taking profits | take profits | took profit | took profits | booked profit
booked profits | booking profits | close my | closing my | closed my | close our | closing our
closed our | closing the | closed the long | closed the short | closed out | closing out
close out | close all | closed all | covering | covered | cover my | exiting | exited | exit my
sold | selling my | selling all | selling half | selling some | sell my | sell half | sell some
trimming | trimmed | trim my | stopped out | got stopped | stopped | flattening | reducing
reduced | derisking | unwinding | out of my | cut my | cutting my | offloading | offloaded
closing longs | closing shorts | closed long | closed short
"""
HEDGES = (
    "might | maybe | perhaps | possibly | could | may | i guess | not sure | leaning | potentially"
)
REPORTS = """
says | said | saying | tells | told | telling | claims | according to | reportedly | rumor
rumors | rumour | rumours | thinks | believes | expects | predicts | predicted | predicting
sources | forecasts | calls for | called for | warns | warned | reiterates
maintains | upgrades | downgrades | maintained | upgraded | downgraded
"""
CROWDS = """
you guys | you are | you're | youre | y'all
everyone | everybody | people | retail | ct | timeline | analysts | analyst | they | they're
he | she | whales | whale | institutions | traders | market makers | hedge funds | influencers
crowd | somebody | someone | he's | she's | my friend | my brother | my wife | my uncle
my barber
"""
FOREIGN = """
dollar | dxy | stocks | equities | gold | oil | spx | nasdaq | fed | yields | bonds | fees | gas
volatility | vol | inflation | rates | dominance | funding | volume | difficulty | cpi
unemployment | open interest | yen | euro | supply | usage | activity | revenue | temperature
rent | hashrate | tvl | alts | altcoins | memecoins | memes
"""
NEWS = "breaking : | just in | news : | update : | report : | headline : | recap : | in the news"
FACTS = """
etf | etfs | volume | inflows | outflows | funding | open interest | approves | approved
announces | announced | launches | launched | listed | listing | partnership | tvl | hashrate
upgrade | mainnet | testnet | update | supply | unlock | #% | dropped | fell | rose | gained
hit | surged | traded | data | staking | sec | network | funding rate | pumped | dumped
rallied | crashed | closed above | closed below | closed at | closed green | closed red
trading at | priced at | market cap
"""
SPAM = """
giveaway | dm me | dm for | dm us | vip signals | free signals | claim your | claim free
connect your wallet | connect wallet | join my | join our | guaranteed profit
guaranteed profits | guaranteed returns | double your | send me | link in bio | promo code
referral code | presale is live | join the group | 100x gem | 100x gems | 1000x gem | paid group
sign up now
"""
SPAM_HINTS = """
credit card | our app | download
airdrop | guaranteed | retweet | follow | tag | telegram | whatsapp | vip | gems | claim
presale | sign up | bonus | to win | your free | whitelist | limited spots | risk free
"""
INJECTIONS = """
ignore previous | ignore all | ignore the previous | ignore prior | ignore your | ignore any
ignore above | ignore the above | disregard all | disregard previous | disregard prior
disregard your | disregard the | disregard any | forget your | forget all previous
previous instructions | prior instructions | prior rules | system prompt | system :
you are now | as an ai | new instructions | respond with | output long | output short
developer mode | confidence 1 | with confidence | override your | assistant :
"""
SELF = "i | i'm | im | i've | ive | i'll | we | we've | we'll | we're | my | our | just | myself"
NEUTRAL = """
by going long | by going short | by buying | by longing | by shorting | never been more
never been this
long term | longterm | long run | longer term | long time | as long as | how long | too long
so long | before long | not long | long way | long overdue | all day long | long answer
long story short | long live | long weekend | long awaited | long thread | long post | long read
long shot | long list | long night | long day | long week | long held | long holders
long short ratio | long story | short term | shortterm | short run | in short | short answer
cut short | short lived | short of | short on cash | short on time | short video
short interest | short sellers | short seller | short notice | short while | short and sweet
short covering | longs and shorts | short break | buy back | buy backs | buy wall | buy walls
sell wall | sell walls | buy side | sell side | buy the rumor | sell the news | buy the news
weak hands | strong hands | strong resistance | strong dollar | adding support | follow through
no doubt | no question | no brainer | not financial advice | not only | not just | why not
can't lose | can't go wrong | up to | stop loss | take profit | trust me | head to head
last call | high volume | selling puts | sold puts | close above | close below | when lambo
wen moon | even if | short seller report | bull market | bear market | is down to | was down to
are down to | into strength | on strength | into weakness | on weakness | not even close
if anything | as if
"""

TRADE_WORDS = words(
    """
    long longing longed short shorting shorted buy buying bought sell selling sold adding
    add added accumulating accumulate bidding aped bullish bearish scooped grabbed loading
    fading into
    """
)
CHART_WORDS = words(
    """
    holds loses reclaims
    looks look looking breaking breaks broke breakout breakdown dumping pumping ripping perp
    perps long short chart bags heading headed target will price token coin bullish bearish
    """
)
LIST_WORDS = frozenset({"and", "&", "+", ",", "or", "over", "vs", "into", "for", "|"})

UPWARD = words(
    """
    going headed heading straight run rip move moves moving pump rally fly get way up march
    higher go goes way 's bounce send sending
    """
)
ROTATIONS = words(
    """
    rotating rotated rotate swapping swapped swap switching switched switch converting
    converted
    """
)
BEFORE_OWN = ROTATIONS | words(
    """
    now still also again finally really slowly aggressively here today more ok okay gm been
    am have be is are was looks like time to for a an the another new small big fresh nice
    easy clean good great perfect best ideal decent safe swing scalp leveraged tiny half
    size full place spot area level zone entry trade setup play this that it opened opening
    open entered entering took taking take starting started start placed put flipped
    flipping flip went going gone hit in on at holding running reloading guys fam friends
    you should will would gonna been yes yep and so then back only keep keeping continue 2x
    3x 5x 10x 20x 50x 100x few some first next of morning day week plan planning looking
    must always market limit signal alert idea call high conviction been sitting getting got
    from my into very heavily max max anyway lol ngl imo tbh
    """
)
GREETINGS = words(
    """
    gm gn good morning night evening hello hi hey wagmi lfg lets let's go thank thanks you
    everyone all fam frens fren friends guys ct my to happy monday tuesday wednesday
    thursday friday saturday sunday weekend
    """
)
ASKING = frozenset({"who", "who's", "whos", "anyone", "anybody", "wen", "where", "which"})
WONDERING = frozenset({"what", "what's", "whats", "why", "how", "how's"})
OWN_AFTER_WONDERING = frozenset({"a", "an", "i", "i'm", "im", "we", "we're", "i've"})
AUXILIARY = words(
    """
    should shall is are am do does did can could would will has have was were isn't aren't
    """
)
ASKED = words(
    """
    i we you it this that the there they he she anyone price everyone people these those
    """
)
LEAD_INS = words(
    """
    so but and gm ok okay hey guys wait serious question well honestly
    """
)
EMPHASIS = words(
    """
    so very really super pretty extremely absolutely quite damn fucking incredibly too truly
    """
)
SPLITTERS = words(
    """
    but while whereas although though however because then meanwhile yet & + : , ( ) | ~ -
    """
) | {"\u2013", "\u2014", '"'}
CONTRASTS = frozenset({"but", "however", "anyway", "regardless"})
FORWARD_STOPS = words(
    """
    vs versus against over than from with using
    """
)
OVER = frozenset({"over", ">", "outperforms", "beats"})
LEVELS = frozenset({"above", "below", "over", "under"})

RISING_SIGNS = frozenset("\U0001f680\U0001f4c8\U0001f315\U0001f7e2\U0001f48e\U0001f402\U0001f319")
FALLING_SIGNS = frozenset("\U0001f4c9\U0001f53b\U0001fa78\U0001f43b\U0001f534\u2b07")

CONTINUES = frozenset({"here", "more", "now", "some", "again", "at", "this", "these"})
INCREASES = frozenset({"add", "added", "adding", "scaling", "scaled", "loading", "loaded"})
