"""A second reading of the vaccination rules, to compare the Rust engine with. Standard library only.

Written from the sentences of the notices (beside each rule, with the id of its source in vaccine_sources.tsv), not from
the engine and not from its tables. Where the engine works days out, this one walks through the calendar day by day and asks
of each day whether it is allowed.

    python3 second.py > conformance.tsv          writes all cases anew, the same every time
    python3 second.py --one 'CASE'               answers one case: the first cell of a line

A case: born, sex (f, m, -), day asked in days after birth, vaccines asked, history as code+days after birth.
An answer: the doses in order, then each series. See conformance.rs for the letters.
"""
import calendar
import random
import sys
from datetime import date, timedelta

DAY = timedelta(days=1)


# --- how the notices count ---------------------------------------------------------------------------------------

def corresponding(day, months):
    """The same day of the month so many months later, or None."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return None


def reached(birth, months):
    """生後nか月に達した日: 応当日の前日。応当日がない月はその月の末日 (JIMU)."""
    same = corresponding(birth, months)
    if same:
        return same - DAY
    year, month = divmod(birth.year * 12 + birth.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def years(birth, n):
    return reached(birth, 12 * n)


def months_on(day, months):
    """nか月以上の間隔: 同じ日以後。ない月は翌月1日."""
    same = corresponding(day, months)
    if same:
        return same
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1)


def two_and_a_half(day):
    """2.5か月 = 2か月 + 半月（28・29・30・31日の月で14・15・15・16日）(HALF)."""
    two = months_on(day, 2)
    return two + timedelta(days={28: 14, 29: 15, 30: 15, 31: 16}[calendar.monthrange(two.year, two.month)[1]])


def between(n):
    """n日以上の間隔: between the two doses lie n whole days or more."""
    return lambda before, day: (day - before).days - 1 >= n


def months(n):
    return lambda before, day: day >= (two_and_a_half(before) if n == 2.5 else months_on(before, n))


def school(birth):
    """小学校就学の始期: 6歳の誕生日以後の最初の4月1日."""
    day = date(birth.year + 6, 4, 1)
    sixth = corresponding(birth, 72) or date(birth.year + 6, 3, 1)
    while day < sixth:
        day = date(day.year + 1, 4, 1)
    return day


def fiscal(day):
    return day.year if day.month >= 4 else day.year - 1


def fy_start(birth, age):
    return date(fiscal(years(birth, age)), 4, 1)


def fy_end(birth, age):
    return date(fiscal(years(birth, age)) + 1, 3, 31)


# --- kinds, for the rules between vaccines ------------------------------------------------------------------------

LIVE = {"BCG", "MR", "VAR", "MUMPS", "ZOSL", "MEASLES", "RUBELLA", "MMR"}
ORAL = {"ROTA1", "ROTA5", "OPV"}
NASAL = {"FLUN"}
COVID = {"COV65", "COVV"}


def apart(first, before, then, day):
    """Is `then` on `day` allowed after `first` on `before`? XR from 2020-10-01, XROLD until 2020-09-30."""
    if first == then or day <= before:
        return True
    gap = (day - before).days - 1
    if day >= date(2020, 10, 1):
        # 注射生 → 別の注射生 27日以上、そのほかに制限はない
        return not (first in LIVE and then in LIVE) or gap >= 27
    if first in LIVE | ORAL | NASAL:
        return gap >= 27  # 生ワクチンの後 27日以上
    if first in COVID:
        return True
    return gap >= 6  # 不活化の後 6日以上


# --- the vaccines -------------------------------------------------------------------------------------------------
# A series: doses by number -> dict(allowed=interval tests, usual=(from, to) days, ages). conf: h, m, l.

class Series:
    def __init__(self, name, numbers, conf="h", voluntary=False):
        self.name, self.numbers, self.conf, self.voluntary = name, numbers, conf, voluntary


PRODUCT = {"PCV13": "PCV", "PCV15": "PCV", "PCV20": "PCV"}
RECORD = {"PCV7": {"pneumo"}, "OPV": {"polio"}, "MEASLES": {"measles"}, "RUBELLA": {"rubella"},
          "MMR": {"measles", "rubella", "mumps"}}
AGAINST = {"PCV": {"pneumo"}, "MR": {"measles", "rubella"}, "MUMPS": {"mumps"}, "FOUR": {"polio"}}
# (first day in use, last day, sold or routine): AVAIL
USE = {"DPTIPV": (None, date(2025, 7, 31), "sale"), "DPTIPVHIB": (date(2024, 4, 1), None, "routine"),
       "PCV7": (date(2010, 2, 1), date(2013, 10, 31), "sale"), "PCV13": (date(2013, 11, 1), date(2024, 9, 30), "routine"),
       "PCV15": (date(2024, 4, 1), None, "routine"), "PCV20": (date(2024, 10, 1), None, "routine"),
       "HPV2": (None, date(2026, 3, 31), "routine"), "HPV4": (None, date(2026, 3, 31), "routine"),
       "HPV9": (date(2023, 4, 1), None, "routine")}

FAMILY = {"DPTIPV": "FOUR", "DPTIPVHIB": "FOUR", "HPV2": "HPV", "HPV4": "HPV", "HPV9": "HPV"}
SEASONAL = {"FLUC", "FLUN", "FLU65", "COV65"}


class Case:
    def __init__(self, birth, sex, today, history):
        self.birth, self.sex, self.today = birth, sex, today
        # (written code, vaccine, day)
        # A boy's HPV is at his own choice: 9歳以上の男性 (GK)
        self.history = [(code, "HPV9M" if code == "HPV9" and sex == "m" else PRODUCT.get(code, code), day)
                        for code, day in history]
        self.counted = {}   # family -> [(code, series, number, day)]
        self.last = {}      # family -> day of the last real dose
        self.real = []      # (code, day) of all that really was
        self.result = {}    # place -> text
        self.doubt = set()  # families with a dose in question
        self.uneven = False

    # - ages -
    def span(self, code, number):
        """Days of the programme for a dose: list of (from, to or None, exception)."""
        b = self.birth
        m = lambda n: reached(b, n)
        if code == "ROTA1":   # 出生6週0日後から出生24週0日後まで (SHIKO)
            return [(b + 42 * DAY, b + 168 * DAY, None)]
        if code == "ROTA5":   # 出生6週0日後から出生32週0日後まで
            return [(b + 42 * DAY, b + 224 * DAY, None)]
        if code == "HEPB":    # 1歳に至るまで（平成28年4月1日以後の出生児）(REI)
            return [(b, m(12), None)] if b >= date(2016, 4, 1) else []
        if code == "BCG":     # 1歳に至るまで
            return [(b, m(12), None)]
        if code == "PCV":     # 生後2か月から60か月に至るまで。初回2・3回目は24か月まで (PCVM)
            name, k = number
            if (name, k) in {("PCV-2M", 2), ("PCV-2M", 3)}:
                return [(m(2), m(24), None)]
            if (name, k) == ("PCV-7M", 2):
                return [(m(7), m(24), None)]
            return [(m(2), m(60), None)]
        if code == "HIB":     # 生後2か月から60か月に至るまで。初回2・3回目は12か月まで (HIBM)
            name, k = number
            if (name, k) in {("HIB-2M", 2), ("HIB-2M", 3)}:
                return [(m(2), m(12), None)]
            if (name, k) == ("HIB-7M", 2):
                return [(m(7), m(12), None)]
            return [(m(2), m(60), None)]
        if code == "DPTIPVHIB":   # 生後2か月から90か月に至るまで
            return [(m(2), m(90), None)]
        if code == "DPTIPV":      # 2023-03-31までは生後3か月から
            found = [(m(3), min(m(90), date(2023, 3, 31)), None), (max(m(2), date(2023, 4, 1)), m(90), None)]
            return [(a, z, e) for a, z, e in found if a <= z]
        if code == "MR":
            if number == 1:   # 生後12か月から24か月に至るまで
                found = [(m(12), m(24), None)]
                if date(2022, 4, 2) <= b <= date(2023, 4, 1):   # MRX: 2027-03-31まで
                    found.append((max(date(2025, 4, 1), m(24) + DAY), date(2027, 3, 31), "MR-EXT"))
                return found
            entry = school(b)  # 小学校就学前1年間
            found = [(date(entry.year - 1, 4, 1), entry - DAY, None)]
            if date(2018, 4, 2) <= b <= date(2019, 4, 1):
                found.append((max(date(2025, 4, 1), entry), date(2027, 3, 31), "MR-EXT"))
            return found
        if code == "VAR":     # 生後12か月から36か月に至るまで
            return [(m(12), m(36), None)]
        if code == "JE":      # 第1期 6か月から90か月、第2期 9歳以上13歳未満。特例は20歳 (13歳) 未満まで
            a, z = (m(6), m(90)) if number < 4 else (years(b, 9), years(b, 13))
            found = [(a, z, None)]
            limit = None
            if date(1995, 4, 2) <= b <= date(2007, 4, 1):
                limit = years(b, 20)
            elif date(2007, 4, 2) <= b <= date(2009, 10, 1):
                limit = years(b, 13)
            if limit and limit > z:
                found.append((z + DAY, limit, "JE-SP"))
            return found
        if code == "DT":      # 11歳以上13歳未満
            return [(years(b, 11), years(b, 13), None)]
        if code in {"HPV2", "HPV4", "HPV9"}:  # 12歳となる年度の初日から16歳となる年度の末日まで
            a, z = fy_start(b, 12), fy_end(b, 16)
            if code != "HPV9":
                z = min(z, date(2026, 3, 31))  # 令和8年4月1日から9価のみ (R8)
            return [(a, z, None)] if a <= z else []
        if code == "HPV9M":
            return [(years(b, 9), None, None)]
        if code == "MUMPS":   # 1歳以上
            return [(years(b, 1), None, None)]
        if code == "HEPA":
            return [(years(b, 1), None, None)]
        if code in {"ZOSR", "ZOSL"}:  # 65歳になる年度。2025〜2029年度は70・75…100歳になる年度も (ZOS)
            found = []
            for age in (65, 70, 75, 80, 85, 90, 95, 100):
                a, z = fy_start(b, age), fy_end(b, age)
                if age > 65 and not 2025 <= a.year <= 2029:
                    continue
                a = max(a, date(2025, 4, 1))
                if a <= z:
                    found.append((a, z, None))
            return found
        if code == "PCV20A":  # 65歳（66歳に至るまで）、2026-04-01から
            a, z = max(years(b, 65), date(2026, 4, 1)), years(b, 66)
            return [(a, z, None)] if a <= z else []
        if code == "FLUC":
            return [(m(6), None, None)]
        if code == "FLUN":    # 2歳以上19歳未満
            return [(years(b, 2), years(b, 19), None)]
        if code in {"FLU65", "COV65"}:
            return [(years(b, 65), None, None)]
        raise KeyError(code)

    # - what a dose would be -
    def own(self, family):
        return self.counted.get(family, [])

    def day_of(self, family, number):
        return next((d for _, _, n, d in self.own(family) if n == number), None)

    def series(self, code, on):
        """Name, numbers of the series somebody is on, for a dose on a day."""
        b, m = self.birth, lambda n: reached(self.birth, n)
        family = FAMILY.get(code, code)
        first = self.own(family)[0][3] if self.own(family) else on
        if code in {"PCV", "HIB"}:
            # 開始した月齢で回数が決まる: 7か月に至るまで／翌日から12か月まで／翌日から24か月（Hibは60か月）まで
            if first <= m(7):
                return (code + "-2M", [1, 2, 3, 4])
            if first <= m(12):
                return (code + "-7M", [1, 2, 3])
            if code == "HIB":
                return ("HIB-12M", [1])
            return ("PCV-12M", [1, 2]) if first <= m(24) else ("PCV-24M", [1])
        if code in {"HPV2", "HPV4", "HPV9"}:
            codes = {c for c, _, _, _ in self.own("HPV")} | {code}
            if codes == {"HPV2"} or codes == {"HPV4"}:
                return (codes.pop() + "-3D", [1, 2, 3])
            if codes == {"HPV9"} and first <= years(b, 15):  # 1回目を15歳に至るまでに受ける場合
                second = self.own("HPV")[1][3] if len(self.own("HPV")) > 1 else None
                if not second or second >= months_on(first, 5):  # 5か月未満なら3回目が必要
                    return ("HPV9-2D", [1, 2])
            return ("HPV9-3D", [1, 2, 3])
        return {"ROTA1": ("ROTA1-S", [1, 2]), "ROTA5": ("ROTA5-S", [1, 2, 3]), "HEPB": ("HEPB-S", [1, 2, 3]),
                "BCG": ("BCG-S", [1]), "VAR": ("VAR-S", [1, 2]), "DT": ("DT-2", [1]), "MUMPS": ("MUMPS-S", [1, 2]),
                "HEPA": ("HEPA-S", [1, 2, 3]), "DPTIPV": ("DPTIPV-1", [1, 2, 3, 4]),
                "DPTIPVHIB": ("DPTIPVHIB-1", [1, 2, 3, 4]), "ZOSR": ("ZOSR-S", [1, 2]), "ZOSL": ("ZOSL-S", [1]),
                "PCV20A": ("PCV20A-S", [1]), "HPV9M": ("HPV9M-3D", [1, 2, 3])}[code]

    def next_number(self, code, name, numbers, on, family):
        m = lambda n: reached(self.birth, n)
        have = [n for _, _, n, _ in self.own(family) if n in numbers]
        left = [n for n in numbers if not have or n > max(have)]
        for n in left:
            if name == "PCV-2M" and n in (2, 3) and on > m(24):
                continue  # 生後24か月を超えたら行わない
            if name == "PCV-2M" and n == 3 and self.day_of(family, 2) and self.day_of(family, 2) > m(12):
                continue  # 2回目が生後12か月を超えたときは3回目を行わない
            if name == "PCV-7M" and n == 2 and on > m(24):
                continue
            if name == "HIB-2M" and n in (2, 3) and on > m(12):
                continue  # 生後12か月を超えたら初回の残りは行わず追加のみ
            if name == "HIB-7M" and n == 2 and on > m(12):
                continue
            return n
        return None

    def kept(self, code, name, n, day, family):
        """Are all least intervals before dose n kept on this day?"""
        last, at = self.last.get(family), lambda k: self.day_of(family, k)
        m12 = reached(self.birth, 12)
        after_last = lambda test: last is None or test(last, day)
        if last and day <= last:
            return False                                  # never two on one day
        after_dose = lambda k, test: at(k) is None or test(at(k), day)
        if name in {"ROTA1-S", "ROTA5-S"}:
            return n == 1 or after_last(between(27))      # 27日以上の間隔
        if name == "HEPB-S":                              # 27日以上、3回目は1回目から139日以上
            return n == 1 or (after_last(between(27)) if n == 2 else after_dose(1, between(139)))
        if name == "PCV-2M":                              # 27日以上、追加は60日以上かつ12か月に至った日以降
            return n == 1 or (after_last(between(27)) if n < 4 else after_last(between(60)) and day >= m12)
        if name == "PCV-7M":
            return n == 1 or (after_last(between(27)) if n < 3 else after_last(between(60)) and day >= m12)
        if name == "PCV-12M":
            return n == 1 or after_last(between(60))
        if name in {"HIB-2M", "HIB-7M"}:
            booster = 4 if name == "HIB-2M" else 3
            if n == 1:
                return True
            if n < booster:
                return after_last(between(27))            # 27日以上
            missing = any(at(k) is None or at(k) > m12 for k in range(2, booster))
            if day > m12 and missing:
                return after_last(between(27))            # 初回の最後から27日以上
            return after_last(months(7))                  # 通常は7か月以上
        if name in {"DPTIPV-1", "DPTIPVHIB-1"}:           # 20日以上、追加は6か月以上
            return n == 1 or after_last(between(20) if n < 4 else months(6))
        if name == "MR-2":
            return after_last(between(27))
        if name == "VAR-S":
            return n == 1 or after_last(months(3))        # 3月以上
        if name == "JE-1":                                # 6日以上、追加は6か月以上
            return n == 1 or after_last(between(6) if n == 2 else months(6))
        if name == "JE-2":
            return after_last(between(6))
        if name == "HPV9-2D":
            if n == 1:
                return True
            return after_last(months(5))
        if name in {"HPV9-3D", "HPV4-3D", "HPV9M-3D"}:                # 1か月以上、3か月以上
            return n == 1 or after_last(months(1) if n == 2 else months(3))
        if name == "HPV2-3D":                             # 1か月以上、1回目から5か月以上かつ2回目から2か月半以上
            if n == 3:
                return after_dose(1, months(5)) and after_dose(2, months(2.5))
            return n == 1 or after_last(months(1))
        if name == "MUMPS-S":
            return n == 1 or after_last(between(27))
        if name == "ZOSR-S":
            return n == 1 or after_last(months(2))        # 2か月以上
        if name == "HEPA-S":                              # 2〜4週、3回目は1回目から24週
            return n == 1 or (after_last(between(13)) if n == 2 else after_dose(1, between(167)))
        return True

    # - the history -
    def judge(self):
        order = sorted(range(len(self.history)), key=lambda i: (self.history[i][2], i))
        seen = {}
        for i in order:
            written, code, day = self.history[i]
            family = FAMILY.get(code, code)
            marks = ""
            if day < self.birth:
                marks += "b"
            if day > self.today:
                marks += "f"
            if (family, day) in seen:
                marks += "t"
            if marks:
                self.result[i] = "M" + marks
                continue
            seen[(family, day)] = True
            if code in RECORD:
                self.result[i] = "R"
                self.real.append((code, day))
                continue
            self.result[i] = self.place(written, code, family, day)
            if self.result[i][0] in "AN":
                self.doubt.add(family)
            self.real.append((code, day))
            self.last[family] = day
        return [self.result[i] for i in range(len(self.history))]

    def place(self, written, code, family, day):
        marks = ""
        use = USE.get(written)
        if use and use[0] and day < use[0]:
            marks += "n"
        elif use and use[1] and day > use[1]:
            marks += "n" if use[2] == "sale" else "o"
        if code in {"HPV2", "HPV4"} and self.sex == "m":
            marks += "x"
        had = lambda *codes: any(c in codes for c, _ in self.real)
        if code in {"ROTA1", "ROTA5"} and had({"ROTA1": "ROTA5", "ROTA5": "ROTA1"}[code]):
            marks += "m"
        if code in {"ZOSR", "ZOSL"} and had({"ZOSR": "ZOSL", "ZOSL": "ZOSR"}[code]):
            marks += "m"
        if code in {"HPV2", "HPV4"} and had(*({"HPV2", "HPV4", "HPV9"} - {code})):
            marks += "m"
        if code in {"DPTIPV", "HIB"} and had("DPTIPVHIB"):
            marks += "m"
        if code == "DPTIPVHIB":
            four = sum(c == "DPTIPV" and d < day for c, _, _, d in self.own("FOUR"))
            hib = sum(d < day for _, _, _, d in self.own("HIB"))
            if four and four != hib:
                marks += "m"
                self.uneven = True
        spaced = any(not apart(c, d, code, day) for c, d in self.real)
        name, n = self.slot(code, family, day)
        if n is None:
            return "X" + "".join(sorted(set(marks + ("p" if spaced else ""))))
        if name == "HPV9-2D" and n == 2 and not self.kept(code, name, n, day, family):
            name = "HPV9-3D"  # 5か月未満で接種した場合は3回目が必要
        marks += self.age_mark(code, name, n, day)
        if code in SEASONAL:
            soon = code == "FLUC" and n == 2 and self.last.get(family) and not between(13)(self.last[family], day)
        else:
            soon = not self.kept(code, name, n, day, family) and not self.too_young_only(code, name, n, day, family)
        marks += "s" if soon else ""
        marks += "p" if spaced else ""
        marks = "".join(sorted(set(marks)))
        if "y" in marks or "s" in marks:
            return "N" + marks
        self.counted.setdefault(family, []).append((code, name, n, day))
        return ("A" if set(marks) & set("nmpx") else "C") + str(n) + marks

    def too_young_only(self, code, name, n, day, family):
        """The booster of PCV before 12 months is too young; is the interval itself kept?"""
        if (name, n) in {("PCV-2M", 4), ("PCV-7M", 3)} and day < reached(self.birth, 12):
            return self.last.get(family) is None or between(60)(self.last[family], day)
        return False

    def slot(self, code, family, day):
        if code in SEASONAL:
            season = season_of(day)
            name, numbers = self.season_series(code, family, day)
            if not season:
                return name, 1
            have = [n for _, _, n, d in self.own(family) if season[0] <= d <= season[1]]
            left = [n for n in numbers if n > max(have, default=0)]
            return name, left[0] if left else None
        if code in {"MR", "JE"}:
            parts = [("MR-1", [1]), ("MR-2", [2])] if code == "MR" else [("JE-1", [1, 2, 3]), ("JE-2", [4])]
            open_parts = []
            for name, numbers in parts:
                have = [n for _, s, n, _ in self.own(family) if s == name]
                left = [n for n in numbers if n > max(have, default=0)]
                if left:
                    open_parts.append((name, left[0]))
            # In the days of one part it is that part; else the first that began; else the first.
            for name, n in open_parts:
                if any(a <= day and (z is None or day <= z) for a, z, _ in self.span(code, n)):
                    return name, n
            for name, n in open_parts:
                if self.span(code, n)[0][0] <= day:
                    return name, n
            return open_parts[0] if open_parts else (None, None)
        name, numbers = self.series(code, day)
        return name, self.next_number(code, name, numbers, day, family)

    def season_series(self, code, family, day):
        if code != "FLUC":
            return {"FLUN": ("FLUN-S", [1]), "FLU65": ("FLU65-Y", [1]), "COV65": ("COV65-Y", [1])}[code]
        # 13歳未満は2回。1回目12歳・2回目13歳でも2回可
        season = season_of(day)
        firsts = [d for _, _, _, d in self.own(family) if season and season[0] <= d <= season[1]]
        asked = firsts[0] if firsts else day
        return ("FLUC-U13", [1, 2]) if asked < years(self.birth, 13) else ("FLUC-13", [1])

    def age_mark(self, code, name, n, day):
        if code in SEASONAL and not season_of(day):
            return "z"
        if (name, n) in {("PCV-2M", 4), ("PCV-7M", 3)} and day < reached(self.birth, 12):
            return "y"
        spans = self.span(code, (name, n) if code in {"PCV", "HIB"} else n)
        for a, z, exception in spans:
            if a <= day and (z is None or day <= z):
                return "e" if exception else ""
        paid_only = code in {"HPV2", "HPV4", "HPV9"} or code in {"ZOSR", "ZOSL", "PCV20A", "FLU65", "COV65"}
        if spans and day < spans[0][0] and not paid_only:
            return "y"
        return "o"

    # - what comes next -
    def answers(self, asked):
        out = []
        for code in asked:
            out += self.answer(code)
        return out

    def answer(self, code):
        b, today = self.birth, self.today
        had = {c for c, _ in self.real}
        if code in {"ROTA1", "ROTA5", "ZOSR", "ZOSL"}:
            other = {"ROTA1": "ROTA5", "ROTA5": "ROTA1", "ZOSR": "ZOSL", "ZOSL": "ZOSR"}[code]
            if other in had and code not in had:
                return []
        if code in {"ZOSR", "ZOSL", "PCV20A", "FLU65", "COV65"} and today < years(b, 60):
            return []
        if code in {"FLUC", "FLUN"} and today >= years(b, 65):
            return []
        if code == "HPV9" and self.sex != "f":
            return []
        if code == "HIB" and ("HIB" not in had or "DPTIPVHIB" in had):
            return []
        if code in SEASONAL:
            return self.season_answer(code)
        if code in {"MR", "JE"}:
            parts = [("MR-1", [1]), ("MR-2", [2])] if code == "MR" else [("JE-1", [1, 2, 3]), ("JE-2", [4])]
            return [self.one(code, code, name, numbers) for name, numbers in parts]
        family = FAMILY.get(code, code)
        start = max(today, self.first_age(code))
        if code == "DPTIPVHIB" and self.own("FOUR"):
            code = self.own("FOUR")[-1][0]
        if code == "HPV9" and self.own("HPV"):
            code = self.own("HPV")[-1][0]
        name, numbers = self.series(code, start)
        if family == "HPV":
            code = name[:4]
        if name == "DPTIPVHIB-1" or name == "DPTIPV-1":
            code = name[:-2]
        found = self.one(code, family, name, numbers)
        if code == "HIB":
            four = self.answer("DPTIPVHIB")
            if self.switched == "SUB":
                return []
            if self.switched == "ASK" and found.split("=")[1][0] not in "FE":
                return ["%s=A%s" % (name, found.split("=")[1].split()[0][1:2]) + " - - - %s cm" % found.split()[4]]
        return [found]

    def first_age(self, code):
        if code == "PCV" or code == "HIB":
            return reached(self.birth, 2)
        if code == "HEPB":
            return self.birth
        if code in {"HPV9", "HPV4", "HPV2"}:
            return fy_start(self.birth, 12)
        if code in {"ZOSR", "ZOSL"}:
            return fy_start(self.birth, 65)
        if code == "PCV20A":
            return years(self.birth, 65)
        spans = self.span(code, 1)
        return spans[0][0] if spans else self.birth

    switched = None

    def one(self, code, family, name, numbers, rule=""):
        today = self.today
        key = lambda n: (name, n) if code in {"PCV", "HIB"} else n
        part = [x for x in self.own(family) if x[1] == name] if code in {"MR", "JE"} else None

        def number_on(day):
            if part is not None:
                left = [n for n in numbers if n > max([n for _, _, n, _ in part], default=0)]
                return left[0] if left else None
            return self.next_number(code, name, numbers, day, family)

        def begins(n):
            spans = self.span(code, key(n))
            return spans[0][0] if spans else self.first_age(code)

        # The first day on which age and interval allow the next dose, today or later.
        day = today
        n = number_on(day)
        while n is not None:
            if day < begins(n):
                day = begins(n)
            elif self.kept(code, name, n, day, family):
                break
            else:
                day += DAY
            n = number_on(day)
        doubt = "c" if family in self.doubt else ""
        conf = self.sure(code, name, n, day, family)
        if n is None:
            return "%s=F - - - - %s%s" % (name, doubt, {"MR": "h"}.get(code, self.age_conf(code)))
        # The first day that also lies within the programme and is left free by other vaccines.
        free = lambda d: all(apart(c, when, code, d) for c, when in self.real)
        spans = self.span(code, key(n))
        found, exception = None, None
        walk = day
        while True:
            hit = next((s for s in spans if s[0] <= walk and (s[1] is None or walk <= s[1])), None)
            if hit and free(walk) and number_on(walk) == n:
                found, exception = walk, hit[2]
                break
            if hit and free(walk) and number_on(walk) != n:
                n = number_on(walk)
                if n is None:
                    return "%s=F - - - - %s%s" % (name, doubt, self.age_conf(code))
                spans = self.span(code, key(n))
                continue
            later = [s[0] for s in spans if s[0] > walk]
            if not hit and not later:
                break
            if not hit and free(walk):
                walk = min(later)
            else:
                walk += DAY
        # Products that are not to be had any more.
        on = found or day
        if code == "DPTIPV" and on > date(2025, 7, 31):
            four = sum(c == "DPTIPV" for c, _, _, _ in self.own("FOUR"))
            if four != len(self.own("HIB")):
                self.switched = "ASK"
                return "%s=A%d - - - %s cm" % (name, n, self.off(spans[-1][1]))
            self.switched = "SUB"
            return self.one("DPTIPVHIB", family, "DPTIPVHIB-1", numbers, "m")
        if code in {"HPV2", "HPV4"} and on > date(2026, 3, 31):
            return self.one("HPV9", family, "HPV9-3D", [1, 2, 3])
        earliest = self.earliest(code, family, name, n, key, begins)
        frm, to = self.usual(code, family, name, n, earliest)
        last = spans[-1][1] if spans else None
        if rule:
            conf = min(conf, rule, key="lmh".index)
        if exception:
            conf = min(conf, "m" if exception == "MR-EXT" else "l", key="lmh".index)
        state, possible = None, found
        if found is None:
            state = "L" if code in ORAL else "E"
            possible = None if code in ORAL else day
            frm = to = None
        else:
            last = next(s[1] for s in spans if s[0] <= found and (s[1] is None or found <= s[1]))
            if code == "HEPA" and n == 1:
                frm = to = None
            if found > today:
                state = "N"
            elif frm is None or today < frm:
                state = "P"
            elif to is None or today <= to:
                state = "D"
            else:
                state = "O"
        against = AGAINST.get(family, set())
        recorded = any(c in RECORD and RECORD[c] & against for c, _ in self.real)
        had = {c for c, _ in self.real}
        mixed = ({"ROTA1", "ROTA5"} <= had and code in ORAL) or ({"ZOSR", "ZOSL"} <= had and code in {"ZOSR", "ZOSL"})
        uneven = code == "DPTIPVHIB" and self.uneven
        exc_je = exception == "JE-SP"
        if state not in "EL" and (recorded or mixed or exc_je or uneven):
            c = self.plain(code, name, n)
            c = min(c, "m" if uneven and not mixed else "h", "l" if exc_je else "h", key="lmh".index)
            return "%s=A%d - - - %s c%s" % (name, n, self.off(last), c)
        # 出生15週0日後以降の1回目は安全性が確立されておらず、14週6日後までが望ましい (YORYO ROTQ)
        if code in {"ROTA1", "ROTA5"} and n == 1 and found and found >= self.birth + 15 * 7 * DAY:
            return "%s=A%d - - - %s c%s" % (name, n, self.off(last), self.plain(code, name, n))
        check = "c" if doubt or exception else ""
        return "%s=%s%d %s %s %s %s %s%s" % (name, state, n, self.off(possible), self.off(frm), self.off(to),
                                             self.off(last), check, conf)

    def earliest(self, code, family, name, n, key, begins):
        """First day age and interval allow, whatever today is."""
        last = self.last.get(family)
        day = max(begins(n), last + DAY) if last and n > 1 else begins(n)
        m12 = reached(self.birth, 12)
        if name in {"HIB-2M", "HIB-7M"} and self.today > m12:
            # The shorter interval is in force only after 12 months.
            booster = 4 if name == "HIB-2M" else 3
            if n == booster and any(self.day_of(family, k) is None or self.day_of(family, k) > m12
                                    for k in range(2, booster)):
                day = max(day, m12 + DAY)
        while not self.kept(code, name, n, day, family):
            day += DAY
        return day

    def usual(self, code, family, name, n, earliest):
        """標準的な接種期間, and the usual interval where the source names one."""
        b, m = self.birth, lambda k: reached(self.birth, k)
        last, at = self.last.get(family), lambda k: self.day_of(family, k)
        frm, to = [earliest], []

        def ages(a, z):
            frm.append(a)
            to.append(z)

        def after(low, high, since=None):
            since = since or last
            if since:
                frm.append(low(since))
                if high:
                    to.append(high(since))
        gap = lambda k: lambda d: d + (k + 1) * DAY
        mon = lambda k: lambda d: months_on(d, k)
        if n == 1 and code in {"ROTA1", "ROTA5"}:
            ages(m(2), b + 104 * DAY)                    # 生後2月から出生14週6日後まで
        elif n == 1 and code == "HEPB":
            ages(m(2), m(9))                             # 生後2月から9月まで
        elif n == 1 and name in {"PCV-2M", "HIB-2M", "DPTIPVHIB-1"}:
            ages(m(2), m(7))                             # 生後2月から7月まで
        elif n == 1 and name == "DPTIPV-1":
            ages(m(2), m(12))
        elif name == "PCV-2M" and n == 4:
            ages(m(12), m(15))                           # 生後12月から15月まで
        elif name in {"DPTIPVHIB-1", "DPTIPV-1"} and n in (2, 3):
            after(gap(20), gap(56))                      # 20日以上56日以下
        elif name == "DPTIPVHIB-1":
            after(mon(6), mon(18))                       # 6月から18月
        elif name == "DPTIPV-1":
            after(mon(12), mon(18))                      # 12月から18月
        elif name in {"HIB-2M", "HIB-7M"} and n > 1:
            booster = 4 if name == "HIB-2M" else 3
            if n < booster:
                after(gap(27), gap(56))
            else:
                late = any(at(k) is None or at(k) > m(12) for k in range(2, booster))
                if not (late and max(earliest, self.today) > m(12)):
                    after(mon(7), mon(13))               # 標準7〜13か月
        elif code == "BCG":
            ages(m(5), m(8))                             # 生後5月から8月まで
        elif name == "MR-1":
            ages(m(12), m(24))
        elif name == "MR-2":
            ages(date(school(b).year - 1, 4, 1), school(b) - DAY)
        elif name == "VAR-S":
            ages(m(12), m(15)) if n == 1 else after(mon(6), mon(12))   # 12〜15月、6月から12月
        elif name == "JE-1":
            ages(years(b, 3), years(b, 4)) if n < 3 else ages(years(b, 4), years(b, 5))
            if n == 2:
                after(gap(6), gap(28))                   # 6日から28日
            if n == 3:
                after(mon(12), None)                     # おおむね1年
        elif name == "JE-2":
            ages(years(b, 9), years(b, 10))
        elif code == "DT":
            ages(years(b, 11), years(b, 12))
        elif family == "HPV":
            if n == 1:
                ages(fy_start(b, 13), fy_end(b, 13))     # 13歳となる年度
            elif n == 2:
                after(mon({"HPV9-2D": 6, "HPV9-3D": 2, "HPV4-3D": 2, "HPV2-3D": 1}[name]), None)
            else:
                after(mon(6), None, at(1))               # 1回目から6か月
        elif code == "MUMPS":
            ages(years(b, 1), m(15)) if n == 1 else ages(date(school(b).year - 1, 4, 1), school(b) - DAY)
        elif code == "ZOSR" and n == 2:
            after(mon(2), mon(6))                        # 2か月から6か月
        elif code == "HEPA" and n == 2:
            after(gap(13), gap(27))
        start = max(frm)
        return start, max(min(to), start) if to else None

    def age_conf(self, code):
        return {"HEPA": "m"}.get(code, "h")

    def plain(self, code, name, n):
        """How sure the sources of a dose are."""
        conf = "h"
        if code == "HIB" or (code == "MUMPS") or (code == "ZOSR" and n == 2):
            conf = "m"
        if code == "HEPA":
            conf = "m" if n == 1 else "l"
        return conf

    def sure(self, code, name, n, day, family):
        conf = self.plain(code, name, n)
        walk = day
        while not all(apart(c, when, code, walk) for c, when in self.real):
            walk += DAY
        if day < walk <= date(2020, 10, 1):  # XROLD held it back
            conf = min(conf, "m", key="lmh".index)
        return conf

    # - what comes every winter -
    def season_answer(self, code):
        b, today = self.birth, self.today
        first = max(today, self.span(code, 1)[0][0])
        season = season_of(first)
        if not season:
            season = (date(first.year, 10, 1), date(first.year + 1, 3, 31))
        begins = max(season[0], first)
        name, numbers = self.season_series(code, code, begins)
        have = [n for _, _, n, d in self.own(code) if season[0] <= d <= season[1]]
        doubt = "c" if code in self.doubt else ""
        names = [(name, numbers)]
        # 高用量は2026-10-01から、75歳以上
        if code == "FLU65" and today >= years(b, 75) and season[1] >= date(2026, 10, 1):
            names.append(("FLU65-HD", [1]))
        out = []
        for name, numbers in names:
            left = [n for n in numbers if n > max(have, default=0)]
            if name == "FLU65-HD":
                left = [] if have else [1]  # 標準量か高用量のいずれか
            conf = "m" if code in {"COV65", "FLUN"} or name == "FLU65-HD" else "h"
            if not left:
                out.append("%s=F - - - - %s%s" % (name, doubt, "h"))
                continue
            n = left[0]
            if code == "FLUC" and n == 2:
                conf = "m"
            low = max(season[0], self.span(code, 1)[0][0])
            if name == "FLU65-HD":
                low = max(low, years(b, 75), date(2026, 10, 1))
            high = season[1] if self.span(code, 1)[0][1] is None else min(season[1], self.span(code, 1)[0][1])
            day = max(today, low)
            while n == 2 and not between(13)(self.last[code], day):
                day += DAY
            early = low
            while n == 2 and not between(13)(self.last[code], early):
                early += DAY
            walk = day
            while walk <= high and not all(apart(c, when, code, walk) for c, when in self.real):
                walk += DAY
            if walk > day and day < date(2020, 10, 1):
                conf = min(conf, "m", key="lmh".index)  # XROLD
            if walk > high or low > high:
                state = "E" if code in {"FLU65", "COV65"} else "L"
                possible = day if state == "E" else None
                out.append("%s=%s%d %s - - %s %s%s" % (name, state, n, self.off(possible), self.off(high), doubt, conf))
                continue
            frm, to = early, None
            if n == 2:
                frm, to = max(early, self.last[code] + 14 * DAY), self.last[code] + 28 * DAY
                to = max(frm, to)
            state = "N" if walk > today else "D" if to is None or today <= to else "O"
            out.append("%s=%s%d %s %s %s %s %s%s" % (name, state, n, self.off(walk), self.off(frm), self.off(to),
                                                     self.off(high), doubt, conf))
        return out

    def off(self, day):
        return "-" if day is None else str((day - self.birth).days)


def season_of(day):
    if day.month >= 10:
        return date(day.year, 10, 1), date(day.year + 1, 3, 31)
    if day.month <= 3:
        return date(day.year - 1, 10, 1), date(day.year, 3, 31)
    return None


# --- cases --------------------------------------------------------------------------------------------------------

def answered(text):
    born, sex, today, asked, history = (text.split(" ") + [""])[:5]
    birth = date.fromisoformat(born)
    at = lambda days: birth + timedelta(days=int(days))
    doses = []
    for one in history.split(",") if history else []:
        place = max(one.rfind("+"), one.rfind("-"))
        doses.append((one[:place], at(one[place:])))
    case = Case(birth, sex, at(today), doses)
    judged = case.judge()
    return "%s\t%s\t%s" % (text, ",".join(judged), ";".join(case.answers(asked.split("+"))))


def invented(rng):
    """One case: a vaccine, somebody born when it could matter, a history about as it should be."""
    born = lambda first, last: date(first, 1, 1) + timedelta(days=rng.randrange((date(last, 12, 31) - date(first, 1, 1)).days))
    kind = rng.choice(KINDS)
    low, high = {"old": (1925, 1968), "girl": (2005, 2020), "je": (1994, 2026), "five": (2021, 2026),
                 "four": (2017, 2024), "baby": (2012, 2030), "child": (1990, 2030), "hib": (2014, 2024)}[kind[1]]
    birth = born(low, high)
    if rng.random() < 0.12:  # leap days, ends of months, edges of school years
        birth = rng.choice([date(2012, 2, 29), date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29), date(2028, 2, 29),
                            date(2019, 4, 1), date(2018, 4, 2), date(2022, 4, 2), date(2023, 4, 1), date(2021, 8, 31),
                            date(2025, 12, 31), date(2024, 1, 30), date(2016, 4, 1), date(2016, 3, 31)]) \
            if kind[1] not in {"old", "girl", "je"} else date(birth.year, *rng.choice([(4, 1), (4, 2), (3, 31), (2, 28)]))
    sex = rng.choice("fm-") if kind[1] != "girl" else rng.choice("fffm")
    codes, starts, gaps, most = kind[2], kind[3], kind[4], kind[5]
    day = rng.choice(starts) + rng.choice([-1, 0, 0, 0, 1, 3, 20, 60, 200])
    history = []
    for _ in range(rng.randrange(most + 1)):
        history.append((rng.choice(codes), day))
        if rng.random() < 0.06:
            history.append((rng.choice(codes), day + rng.choice([0, 0, 5])))
        if kind[6] and rng.random() < 0.5:
            history.append((rng.choice(kind[6]), day + rng.choice([0, 0, -6, -7, -8, -27, -28, -29, 3, 14])))
        day += rng.choice(gaps) + rng.choice([-2, -1, -1, 0, 0, 0, 1, 5, 40])
    if rng.random() < 0.03:
        history.append((rng.choice(codes), -rng.randrange(1, 400)))
    if rng.random() < 0.2:
        rng.shuffle(history)
    late = max([d for _, d in history], default=rng.choice(starts) - 100)
    today = max(0, late + rng.choice([0, 0, 1, 10, 27, 28, 29, 60, 120, 190, 200, 380, 900, 2500]))
    if rng.random() < 0.03:
        today = max(0, late - 10)
    if rng.random() < 0.15:
        today = max(0, rng.choice(starts) + rng.choice([-30, -1, 0, 1]))
    if birth + timedelta(days=today) > date(2048, 1, 1):
        today = min(today, max(0, (date(2047, 1, 1) - birth).days))
    asked = "+".join(kind[0])
    return "%s %s %d %s %s" % (birth, sex, today, asked, ",".join("%s%+d" % it for it in history))


KINDS = [
    # asked, births, codes, days of age to begin at, gaps, most doses, other vaccines
    (["ROTA1"], "baby", ["ROTA1"] * 9 + ["ROTA5"], [42, 60, 61, 104, 140, 168], [28, 27, 60], 3, []),
    (["ROTA5"], "baby", ["ROTA5"] * 9 + ["ROTA1"], [42, 60, 61, 104, 196, 224], [28, 27, 60], 4, ["BCG"]),
    (["HEPB"], "baby", ["HEPB"], [0, 61, 150, 270, 330, 364], [28, 84, 112, 140], 4, []),
    (["PCV"], "baby", ["PCV"] * 3 + ["PCV13", "PCV20"], [60, 212, 213, 364, 365, 730, 731, 1500, 1826], [28, 28, 61, 180, 300, 500], 5, []),
    (["PCV"], "five", ["PCV15", "PCV20", "PCV20", "PCV13"], [60, 61, 62], [28, 28, 61, 270], 5, ["PCV7"]),
    (["DPTIPVHIB"], "five", ["DPTIPVHIB"], [60, 61, 90, 400, 2500], [21, 21, 28, 57, 182, 183, 184, 560], 5, []),
    (["DPTIPVHIB", "HIB"], "four", ["DPTIPV", "DPTIPV", "DPTIPVHIB"], [60, 90, 91, 92, 120], [21, 28, 183, 365, 700], 5, ["HIB"]),
    (["HIB"], "hib", ["HIB"], [60, 212, 213, 364, 366, 500, 1820], [28, 28, 60, 150, 213, 214, 215, 300], 5, []),
    (["BCG"], "child", ["BCG"], [0, 152, 245, 364], [30], 2, ["ROTA1", "MR", "DPTIPV"]),
    (["MR"], "child", ["MR"], [365, 366, 729, 730, 1000, 1830, 2200, 2500], [28, 1500, 1900, 2100], 3, ["VAR", "BCG", "MUMPS", "PCV13"]),
    (["MR"], "four", ["MR"], [365, 729, 800, 1100, 2000, 2400, 2900], [28, 1700, 1900, 2100, 2900], 3, ["VAR", "MUMPS", "MEASLES"]),
    (["VAR"], "child", ["VAR"], [364, 365, 456, 1000, 1095], [28, 90, 91, 92, 182, 365], 3, ["MR", "MUMPS", "HEPB"]),
    (["JE"], "je", ["JE"], [182, 1095, 1096, 2737, 3285, 3287, 4000, 4748], [6, 7, 8, 29, 181, 183, 365, 1800, 2500], 5, ["MR"]),
    (["DT"], "child", ["DT"], [3000, 4017, 4018, 4383, 4748], [30], 2, []),
    (["HPV9"], "girl", ["HPV9"], [4300, 4700, 5400, 5478, 5479, 6000], [28, 31, 62, 92, 150, 153, 183], 3, []),
    (["HPV9"], "girl", ["HPV2", "HPV2", "HPV9"], [4500, 5000, 5800], [31, 62, 77, 92, 150, 153], 3, []),
    (["HPV9"], "girl", ["HPV4", "HPV4", "HPV4", "HPV9", "HPV2"], [4500, 5000, 5800], [31, 62, 92, 150], 3, []),
    (["MUMPS"], "child", ["MUMPS"], [365, 456, 2000, 2200], [27, 28, 1800], 3, ["MR", "VAR", "MMR"]),
    (["FLUC"], "child", ["FLUC"], [181, 400, 1000, 4600, 4730, 4760], [13, 14, 28, 30, 365], 4, []),
    (["FLUN"], "child", ["FLUN"], [729, 1000, 4000, 6939], [14, 365], 2, ["MR"]),
    (["ZOSR", "ZOSL"], "old", ["ZOSR"] * 5 + ["ZOSL"], [23500, 23742, 24000, 25568, 27394, 29220], [31, 60, 61, 62, 190], 3, ["MR"]),
    (["FLU65", "PCV20A", "COV65"], "old", ["FLU65", "COV65", "PCV20A"], [21915, 23741, 24106, 27393], [30, 180, 365], 3, []),
    (["HEPA"], "child", ["HEPA"], [364, 1000, 9000], [13, 14, 28, 160, 168], 4, []),
]


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        print(answered(sys.argv[2]))
        return
    rng = random.Random(39)
    seen = set()
    while len(seen) < 2400:
        case = invented(rng)
        if case not in seen:
            seen.add(case)
            print(answered(case))


main()
