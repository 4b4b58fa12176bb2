"""The coins the rules know without a cashtag: symbols, names, and words that are not coins."""

from infra.classifiers.rules.lists import words

PLAIN = words(
    """
    BTC ETH SOL XRP BNB DOGE AVAX MATIC POL ARB AAVE SHIB PEPE GMX LTC BCH TRX SEI TIA INJ
    WIF BONK FIL ICP XLM XMR HBAR GRT FET TAO ONDO JTO STRK ORDI DYDX PENDLE FLOKI ZEC KAS
    STX ENA WLD PYTH LDO IMX RNDR MKR SNX CRV FTM RUNE EIGEN POPCAT PENGU FARTCOIN KAITO AXS
    EGLD THETA XTZ EOS
    """
)
"""Symbols that mean the coin in any case, unless they stand among the wordlike too."""

WORDLIKE = words(
    """
    LINK OP NEAR ATOM DOT UNI ADA APT SUI HYPE TON ALGO SAND MANA APE GALA COMP JUP ETC VET
    BLUR CAKE SUSHI ARB RUNE RENDER POL FTM AXS ENA LDO SNX
    """
)
"""Symbols that are also words: upper case only, and only beside words of trade or of charts."""

TAGGED_ONLY = words(
    """
    ONE IP ME MOVE GAS TRUMP MEME VIRTUAL MASK MAGIC
    """
)
"""Symbols that only a cashtag, a hashtag or a pair can mean."""

NAMES = {
    "bitcoin": "BTC",
    "bitcoins": "BTC",
    "xbt": "BTC",
    "wbtc": "BTC",
    "ethereum": "ETH",
    "ether": "ETH",
    "weth": "ETH",
    "solana": "SOL",
    "dogecoin": "DOGE",
    "cardano": "ADA",
    "ripple": "XRP",
    "polkadot": "DOT",
    "chainlink": "LINK",
    "litecoin": "LTC",
    "polygon": "MATIC",
    "arbitrum": "ARB",
    "uniswap": "UNI",
    "hyperliquid": "HYPE",
    "monero": "XMR",
    "aptos": "APT",
    "celestia": "TIA",
    "bittensor": "TAO",
    "dogwifhat": "WIF",
    "toncoin": "TON",
    "tron": "TRX",
    "filecoin": "FIL",
    "injective": "INJ",
    "worldcoin": "WLD",
    "ethena": "ENA",
    "hedera": "HBAR",
    "zcash": "ZEC",
    "kaspa": "KAS",
}
DOUBLE_NAMES = {
    ("bitcoin", "cash"): "BCH",
    ("ethereum", "classic"): "ETC",
    ("shiba", "inu"): "SHIB",
    ("near", "protocol"): "NEAR",
}

NOT_TRADED = words(
    """
    USDT USDC DAI BUSD FRAX TUSD USDE FDUSD PYUSD USDS GUSD LUSD SUSD USDD USDP RLUSD CRVUSD
    USD EUR GBP JPY CHF AUD CAD CNY KRW TRY BRL INR
    """
)
"""Stablecoins and national money: never a token to trade."""

ALIASES = {"XBT": "BTC", "WBTC": "BTC", "WETH": "ETH", "WSOL": "SOL", "KPEPE": "PEPE"}
ALIASES |= {"KBONK": "BONK", "KSHIB": "SHIB", "KFLOKI": "FLOKI"}

KNOWN = PLAIN | WORDLIKE | TAGGED_ONLY
