/// Shares as people write them: `70%`, `33.34%`; in between they are basis points.
package enum Percent {
    /// - Returns: nil for what is no percentage from 0.01 to 100 with at most two decimals.
    package static func basisPoints(_ text: some StringProtocol) -> Int? {
        guard text.hasSuffix("%") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...3).contains(parts[0].count), parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }) else {
            return nil
        }
        var decimals = parts.count == 2 ? String(parts[1]) : "00"
        guard (1...2).contains(decimals.count) else { return nil }
        if decimals.count == 1 { decimals += "0" }
        guard let points = Int(parts[0] + decimals), (1...10_000).contains(points) else { return nil }
        return points
    }

    package static func text(basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return "\(whole)%" }
        return "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
