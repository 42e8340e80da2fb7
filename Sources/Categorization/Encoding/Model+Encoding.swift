import Bookkeeping

// Each part writes its arrays; accounts are numbers below `accountCount`, which the reading side checks, so that damaged bytes cannot
// lead outside an array.

extension TenantModel {
    func encode(into writer: inout ByteWriter) {
        writer.write(accounts.map { $0?.rawValue ?? .min })
        writer.write(Int32(previous))
        newAccounts.encode(into: &writer)
        calibration.encode(into: &writer)
        reliability.encode(into: &writer)
        linear.encode(into: &writer)
        tables.encode(into: &writer)
        profiles.encode(into: &writer)
        neighbors.encode(into: &writer)
        recent.encode(into: &writer)
        mixer.encode(into: &writer)
        network.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        let accounts = try reader.readNumbers(Int64.self).map { $0 == .min ? nil : AccountID($0) }
        let known = accounts.compactMap { $0 }
        let previous = Int(try reader.read(Int32.self))
        guard Set(known).count == known.count, accounts.count <= Self.mostAccounts, previous < accounts.count else { throw .damaged }
        self.init(
            Parts(
                accounts: accounts, previous: previous,
                newAccounts: try NewAccountRate(from: &reader), calibration: try PlattCalibration(from: &reader),
                reliability: try ReliabilityMap(from: &reader),
                linear: try LinearExpert(from: &reader, accountCount: accounts.count),
                tables: try CountTables(from: &reader, accountCount: accounts.count),
                profiles: try AccountProfiles(from: &reader, accountCount: accounts.count),
                neighbors: try AmountNeighbors(from: &reader, accountCount: accounts.count),
                recent: try RecentLines(from: &reader, accountCount: accounts.count), mixer: try Mixer(from: &reader),
                network: try CandidateNetwork(from: &reader)))
    }
}

extension NewAccountRate {
    func encode(into writer: inout ByteWriter) {
        writer.write(lines)
        writer.write(new)
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        self.init(lines: try reader.readFloats(), new: try reader.readFloats())
        guard lines.count == Mixer.tierCount, new.count == Mixer.tierCount, lines.allSatisfy({ $0 > 0 }) else { throw .damaged }
    }
}

extension PlattCalibration {
    func encode(into writer: inout ByteWriter) {
        for value in [slope, offset, slopeSquares, offsetSquares] { writer.write(value) }
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        self.init(
            slope: try reader.readFloat(), offset: try reader.readFloat(), slopeSquares: try reader.readFloat(),
            offsetSquares: try reader.readFloat())
    }
}

extension ReliabilityMap {
    func encode(into writer: inout ByteWriter) {
        writer.write(lines)
        writer.write(excess)
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        self.init(lines: try reader.readFloats(), excess: try reader.readFloats())
        guard lines.count == Self.knotCount, excess.count == Self.knotCount, lines.allSatisfy({ $0 >= 0 }) else { throw .damaged }
    }
}

extension LinearExpert {
    func encode(into writer: inout ByteWriter) {
        let elements = pool.packed
        index.encode(into: &writer)
        pool.encodeCounts(into: &writer)
        writer.write(elements.map { UInt16($0.account) })
        writer.write(elements.map(\.weight))
        writer.write(elements.map(\.squares))
    }

    init(from reader: inout ByteReader, accountCount: Int) throws(CategorizerDecodingError) {
        let index = try HashIndex(from: &reader)
        let counts = try reader.readNumbers(UInt16.self)
        let accounts = try reader.readNumbers(UInt16.self)
        let (weights, squares) = (try reader.readFloats(), try reader.readFloats())
        guard counts.count == index.count, accounts.count == weights.count, weights.count == squares.count,
            accounts.allSatisfy({ $0 < accountCount }), squares.allSatisfy({ $0 > 0 })
        else { throw .damaged }
        let elements = accounts.indices.map { Weight(account: Int32(accounts[$0]), weight: weights[$0], squares: squares[$0]) }
        guard let pool = RowPool(counts: counts, packed: elements) else { throw .damaged }
        self.init(index: index, pool: pool)
    }
}

extension CountTables {
    func encode(into writer: inout ByteWriter) {
        let elements = pool.packed
        index.encode(into: &writer)
        writer.write(entries.map(\.total))
        writer.write(entries.map(\.updates))
        writer.write(entries.map(\.last))
        pool.encodeCounts(into: &writer)
        writer.write(elements.map { UInt16($0.account) })
        writer.write(elements.map(\.count))
    }

    init(from reader: inout ByteReader, accountCount: Int) throws(CategorizerDecodingError) {
        let index = try HashIndex(from: &reader)
        let (totals, updates, lasts) = (try reader.readFloats(), try reader.readNumbers(Int32.self), try reader.readNumbers(Int32.self))
        let counts = try reader.readNumbers(UInt16.self)
        let (accounts, shares) = (try reader.readNumbers(UInt16.self), try reader.readFloats())
        guard [totals.count, updates.count, lasts.count, counts.count].allSatisfy({ $0 == index.count }), accounts.count == shares.count,
            accounts.allSatisfy({ $0 < accountCount }), lasts.allSatisfy({ $0 >= -1 && $0 < accountCount }),
            totals.allSatisfy({ $0 >= 0 }), shares.allSatisfy({ $0 >= 0 })
        else { throw .damaged }
        let entries = totals.indices.map { Entry(total: totals[$0], updates: updates[$0], last: lasts[$0]) }
        let elements = accounts.indices.map { Count(account: Int32(accounts[$0]), count: shares[$0]) }
        guard let pool = RowPool(counts: counts, packed: elements) else { throw .damaged }
        self.init(index: index, entries: entries, pool: pool)
    }
}

extension AccountProfiles {
    func encode(into writer: inout ByteWriter) {
        writer.write(answers)
        writer.write(recent)
        writer.write(unit)
        writer.write(moneyIn)
        writer.write(amounts)
    }

    init(from reader: inout ByteReader, accountCount: Int) throws(CategorizerDecodingError) {
        let (answers, recent, unit) = (try reader.readFloats(), try reader.readFloats(), try reader.readFloat())
        let (moneyIn, amounts) = (try reader.readFloats(), try reader.readFloats())
        guard answers.count == accountCount, zip(answers, moneyIn).allSatisfy({ $0 >= $1 && $1 >= 0 }),
            recent.allSatisfy({ $0 >= 0 }), amounts.allSatisfy({ $0 >= 0 }),
            let profiles = AccountProfiles(answers: answers, recent: recent, unit: unit, moneyIn: moneyIn, amounts: amounts)
        else { throw .damaged }
        self = profiles
    }
}

extension AmountNeighbors {
    func encode(into writer: inout ByteWriter) {
        let elements = pool.packed
        index.encode(into: &writer)
        pool.encodeCounts(into: &writer)
        writer.write(next)
        writer.write(elements.map { UInt16($0.account) })
        writer.write(elements.map(\.logarithm))
    }

    init(from reader: inout ByteReader, accountCount: Int) throws(CategorizerDecodingError) {
        let index = try HashIndex(from: &reader)
        let (counts, next) = (try reader.readNumbers(UInt16.self), try reader.readNumbers(UInt8.self))
        let (accounts, logarithms) = (try reader.readNumbers(UInt16.self), try reader.readFloats())
        guard counts.count == index.count, next.count == index.count, accounts.count == logarithms.count,
            accounts.allSatisfy({ $0 < accountCount }), counts.allSatisfy({ $0 <= Self.most }),
            zip(counts, next).allSatisfy({ $1 == 0 || $0 > $1 })
        else { throw .damaged }
        let elements = accounts.indices.map { Line(account: Int32(accounts[$0]), logarithm: logarithms[$0]) }
        guard let pool = RowPool(counts: counts, packed: elements) else { throw .damaged }
        self.init(index: index, pool: pool, next: next)
    }
}

extension RecentLines {
    func encode(into writer: inout ByteWriter) {
        writer.write(lines.map(\.account))
        writer.write(lines.flatMap { [$0.maskedAmountKey, $0.maskedKey, $0.nameKey, $0.firstWordKey] })
        writer.write(lines.map(\.dayNumber))
    }

    init(from reader: inout ByteReader, accountCount: Int) throws(CategorizerDecodingError) {
        let accounts = try reader.readNumbers(Int32.self)
        let keys = try reader.readNumbers(UInt64.self)
        let days = try reader.readNumbers(Int32.self)
        guard accounts.count <= Self.most, keys.count == accounts.count * 4, days.count == accounts.count,
            accounts.allSatisfy({ $0 >= 0 && $0 < accountCount })
        else { throw .damaged }
        self.init(
            lines: accounts.indices.map {
                Line(
                    account: accounts[$0], maskedAmountKey: keys[$0 * 4], maskedKey: keys[$0 * 4 + 1], nameKey: keys[$0 * 4 + 2],
                    firstWordKey: keys[$0 * 4 + 3], dayNumber: days[$0])
            })
    }
}

extension Mixer {
    func encode(into writer: inout ByteWriter) {
        writer.write(weights.map(\.value))
        writer.write(weights.map(\.squares))
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        let (values, squares) = (try reader.readFloats(), try reader.readFloats())
        guard values.count == Self.weightCount, squares.count == Self.weightCount, squares.allSatisfy({ $0 > 0 }) else { throw .damaged }
        self.init(weights: zip(values, squares).map { Weight(value: $0, squares: $1) })
    }
}

extension CandidateNetwork {
    func encode(into writer: inout ByteWriter) {
        for vectors in [hidden, hiddenSquares, output, outputSquares] {
            writer.write(vectors.flatMap { vector in (0..<8).map { vector[$0] } })
        }
    }

    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        func vectors() throws(CategorizerDecodingError) -> [SIMD8<Float>] {
            let values = try reader.readFloats()
            guard values.count % 8 == 0 else { throw .damaged }
            return stride(from: 0, to: values.count, by: 8).map { SIMD8(values[$0..<($0 + 8)]) }
        }
        let (hidden, hiddenSquares, output, outputSquares) = (try vectors(), try vectors(), try vectors(), try vectors())
        guard
            let network = CandidateNetwork(hidden: hidden, hiddenSquares: hiddenSquares, output: output, outputSquares: outputSquares)
        else { throw .damaged }
        self = network
    }
}

extension HashIndex {
    func encode(into writer: inout ByteWriter) { writer.write(keys) }

    /// - Throws: `damaged` when a key comes twice: its second place would never be found.
    init(from reader: inout ByteReader) throws(CategorizerDecodingError) {
        guard let index = HashIndex(keys: try reader.readNumbers(UInt64.self)) else { throw .damaged }
        self = index
    }
}

extension RowPool {
    /// Rows are no longer than there are accounts or kept lines.
    func encodeCounts(into writer: inout ByteWriter) { writer.write(rows.map { UInt16($0.count) }) }
}
