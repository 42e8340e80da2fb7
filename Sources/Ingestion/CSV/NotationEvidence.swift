import Bookkeeping

/// What the dates and amounts of a file say about how they are written.
struct NotationEvidence: Sendable {
    private var dates = 0
    /// Dates that are one in this order and in no other.
    private var only: [DateOrder: Int] = [:]
    /// Dates that can be read in this order.
    private var possible: [DateOrder: Int] = [:]
    /// Steps back in time, minus steps forth, by how the dates would be read: a statement runs one way.
    private var forth: [DateOrder: Int] = [:]
    private var back: [DateOrder: Int] = [:]
    private var last: [DateOrder: CalendarDate] = [:]
    private var withDots = 0
    /// What dates of three short parts begin and end with.
    private var firsts: Set<Int> = []
    private var lasts: Set<Int> = []
    private var shortDates = 0
    private var settledMarks: [DecimalMark: Int] = [:]
    /// The same of running balances: asked only where the amounts do not tell.
    private var marksOfBalances: [DecimalMark: Int] = [:]
    /// Amounts such as `1.234`: with this mark they would have three decimals.
    private var thousands: [DecimalMark: Int] = [:]
    /// Those of them that end in a zero, and in two.
    private var endingInZero = 0
    private var endingInZeros = 0
    /// Whether the currency has three decimals, so that `1.234` is what it seems.
    var hasThousandths = false

    /// What to think of dates that can be read either way.
    enum Hints: Sendable {
        /// `because` is half a sentence.
        case monthFirst(because: String)
        case dayFirst
    }

    mutating func add(date cell: SampleTable.Cell) {
        guard cell.isDate else { return }
        add(dateText: cell.text, orders: cell.dateOrders)
    }

    /// - Parameter text: a cell whose dates have years
    mutating func add(date text: String) {
        let orders = SampleTable.Cell.dateOrders(Array(text.utf8).span)
        if !orders.isEmpty { add(dateText: text, orders: orders) }
    }

    private mutating func add(dateText text: String, orders: [DateOrder]) {
        dates += 1
        for order in orders { possible[order, default: 0] += 1 }
        if orders.count == 1, let order = orders.first { only[order, default: 0] += 1 }
        if text.contains(".") { withDots += 1 }
        let bytes = Array(text.utf8)
        if let (first, last) = DateText(bytes.span)?.shortEnds {
            shortDates += 1
            firsts.insert(first)
            lasts.insert(last)
        }
        for order in orders {
            guard let date = DateText.read(bytes.span, order: order) else { continue }
            if let before = last[order], before != date {
                if before < date { forth[order, default: 0] += 1 } else { back[order, default: 0] += 1 }
            }
            last[order] = date
        }
    }

    mutating func add(amount cell: SampleTable.Cell) {
        guard cell.isAmount else { return }
        switch (cell.withPoint, cell.withComma) {
        case (.some, nil): settledMarks[.point, default: 0] += 1
        case (nil, .some): settledMarks[.comma, default: 0] += 1
        case (let point?, let comma?) where point.minorUnits != comma.minorUnits:
            thousands[cell.text.contains(".") ? .point : .comma, default: 0] += 1
            let figures = cell.text.filter(\.isNumber)
            if figures.hasSuffix("0") { endingInZero += 1 }
            if figures.hasSuffix("00") { endingInZeros += 1 }
        default: break
        }
    }

    mutating func add(balance cell: SampleTable.Cell) {
        guard cell.isAmount else { return }
        switch (cell.withPoint, cell.withComma) {
        case (.some, nil): marksOfBalances[.point, default: 0] += 1
        case (nil, .some): marksOfBalances[.comma, default: 0] += 1
        default: break
        }
    }

    // MARK: Verdicts

    /// Whether some date is one in a single order only, or all are so in every order that matters.
    var settlesDateOrder: Bool { dates == 0 || !only.isEmpty || possible.allSatisfy { $0.value == dates } && sameDays }

    /// All orders read the same days: month names, years first.
    private var sameDays: Bool { Set(last.values).count <= 1 && possible.count == DateOrder.allCases.count }

    /// Whether some amount, or a balance, can be read in one way only.
    var showsDecimalMark: Bool { !settledMarks.isEmpty || !marksOfBalances.isEmpty }
    /// Whether one can, or no amount could be read in two.
    var settlesDecimalMark: Bool { showsDecimalMark || thousands.isEmpty }

    func dateOrder(hints: Hints) -> DateOrder { dateVerdict(hints: hints).order }

    func dateFinding(hints: Hints) -> Detection.Finding {
        let (order, why) = dateVerdict(hints: hints)
        return Detection.Finding(.dateOrder, Self.name(order), why)
    }

    /// Whether dates such as `25-06-13` begin with the year: read from the end, one day of the month would come up in five years or more,
    /// and no other.
    private var areShortYears: Bool {
        dates > 0 && shortDates == dates && only[.monthFirst] == nil && firsts.count <= 2 && lasts.count >= 5
            && firsts.allSatisfy { (15..<30).contains($0) } && lasts.allSatisfy { (1...31).contains($0) }
    }

    private func dateVerdict(hints: Hints) -> (order: DateOrder, why: String) {
        if areShortYears { return (.yearFirst, "The first figures hardly change and the last ones do, so they are years and days.") }
        let ranked = DateOrder.allCases.sorted { (only[$0] ?? 0, possible[$0] ?? 0) > (only[$1] ?? 0, possible[$1] ?? 0) }
        if let first = ranked.first, let votes = only[first], votes > 0 {
            return (first, "\(votes) of \(dates) dates are days of the calendar only so.")
        }
        if let year = possible[.yearFirst], year == dates, (possible[.dayFirst] ?? 0) < dates || sameDays || dates == 0 {
            return (.yearFirst, "Every date begins with its year, or names its month.")
        }
        let candidates = [DateOrder.dayFirst, .monthFirst].filter { (possible[$0] ?? 0) * 2 >= dates }
        if candidates.count == 1, let only = candidates.first { return (only, "Most dates are days of the calendar only so.") }
        if withDots * 2 > dates { return (.dayFirst, "Dates with points have the day first.") }
        func disorder(_ order: DateOrder) -> Int { min(forth[order] ?? 0, back[order] ?? 0) }
        if disorder(.dayFirst) != disorder(.monthFirst) {
            let order: DateOrder = disorder(.dayFirst) < disorder(.monthFirst) ? .dayFirst : .monthFirst
            return (order, "Read so, the dates run in one direction; read the other way they jump to and fro.")
        }
        switch hints {
        case .monthFirst(let reason):
            return (.monthFirst, "Every date could be read either way; \(reason), so the month is taken to be first.")
        case .dayFirst:
            return (.dayFirst, "Every date could be read either way; the day is taken to be first, as in most of the world.")
        }
    }

    func decimalMark(delimiter: Mapping.Delimiter) -> DecimalMark { decimalVerdict(delimiter: delimiter).mark }

    func decimalFinding(delimiter: Mapping.Delimiter) -> Detection.Finding {
        let (mark, why) = decimalVerdict(delimiter: delimiter)
        return Detection.Finding(.decimalMark, mark.rawValue, why)
    }

    private func decimalVerdict(delimiter: Mapping.Delimiter) -> (mark: DecimalMark, why: String) {
        let (point, comma) = (settledMarks[.point] ?? 0, settledMarks[.comma] ?? 0)
        if point > comma { return (.point, "\(point) amounts make sense only so.") }
        if comma > point { return (.comma, "\(comma) amounts make sense only so.") }
        let (balancePoint, balanceComma) = (marksOfBalances[.point] ?? 0, marksOfBalances[.comma] ?? 0)
        if balancePoint > balanceComma { return (.point, "\(balancePoint) balances make sense only so.") }
        if balanceComma > balancePoint { return (.comma, "\(balanceComma) balances make sense only so.") }
        let (pointThousands, commaThousands) = (thousands[.point] ?? 0, thousands[.comma] ?? 0)
        let seeming: DecimalMark = pointThousands > commaThousands ? .point : .comma
        if hasThousandths, pointThousands != commaThousands { return (seeming, "The currency has three decimals.") }
        // Hundredths filled up with a zero: were they thousands, some would be less round or all of them rounder.
        if pointThousands + commaThousands >= 5, endingInZero == pointThousands + commaThousands, endingInZeros < endingInZero,
            pointThousands == 0 || commaThousands == 0
        {
            return (seeming, "Every amount has three figures behind it, the last a zero.")
        }
        if pointThousands > commaThousands { return (.comma, "Points stand only before three figures, so they part thousands.") }
        if commaThousands > pointThousands { return (.point, "Commas stand only before three figures, so they part thousands.") }
        return (delimiter == .semicolon ? .comma : .point, "No amount has a fraction, so it makes no difference.")
    }

    private static func name(_ order: DateOrder) -> String {
        switch order {
        case .yearFirst: "year first"
        case .dayFirst: "day first"
        case .monthFirst: "month first"
        }
    }
}

/// What the beginning of a file leaves open, to be settled by reading on.
struct Undecided: Sendable {
    var evidence: NotationEvidence
    let hints: NotationEvidence.Hints
    /// Whether all amounts are money in only because nothing says otherwise. Reading on does not settle it.
    let isSignOpen: Bool

    var isSettled: Bool { evidence.settlesDateOrder && evidence.settlesDecimalMark }
}
