/// How precise proposals of at least a given probability were, counted on the tenant's own past: the ground on which a line
/// may be posted without a person.
///
/// For each level of a grid it counts the eligible lines at or above it and those that people then filed elsewhere; old lines
/// fade by 0.999 with each new one. A level is proven when `PostingLimit` says so.
struct PostingRecord: Equatable, Sendable {
    static let levels: [Float] = [
        0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.997, 0.998, 0.999,
    ]
    private static let fading: Float = 0.999

    private(set) var lines = [Float](repeating: 0, count: levels.count)
    private(set) var wrong = [Float](repeating: 0, count: levels.count)

    init() {}

    init(lines: [Float], wrong: [Float]) { (self.lines, self.wrong) = (lines, wrong) }

    /// Whether some level at or below `probability` is proven.
    func isProven(_ probability: Float, within limit: PostingLimit) -> Bool {
        for (level, least) in Self.levels.enumerated() where least <= probability {
            if limit.isProven(lines: lines[level], wrong: wrong[level]) { return true }
        }
        return false
    }

    /// The lowest level that is proven: the threshold that the tenant's own past allows.
    func lowestProven(within limit: PostingLimit) -> Float? {
        for (level, least) in Self.levels.enumerated() where limit.isProven(lines: lines[level], wrong: wrong[level]) { return least }
        return nil
    }

    mutating func learn(_ probability: Float, wasRight: Bool) {
        for (level, least) in Self.levels.enumerated() where least <= probability {
            lines[level] = lines[level] * Self.fading + 1
            wrong[level] = wrong[level] * Self.fading + (wasRight ? 0 : 1)
        }
    }
}
