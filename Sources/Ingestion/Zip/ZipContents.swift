/// All files of a zip archive in memory, by their path: for archives that this program wrote.
package enum ZipContents {
    package static let sizeLimit = 2 << 30
    static let memberLimit = Int(UInt16.max)

    package static func read(_ source: ByteSource) throws(IngestionError) -> [String: [UInt8]] {
        let input = Input(source)
        guard ZipArchive.recognizes(try input.prefix(4)) else {
            throw .unsupportedKind(file: source.name, kind: "no zip archive", advice: "Name one that bookkeeper tenant export wrote.")
        }
        let archive = try ZipArchive(input, sizeLimit: sizeLimit, memberLimit: memberLimit)
        var files: [String: [UInt8]] = [:]
        for member in archive.members {
            var (reader, bytes): (any ByteReader, [UInt8]) = (archive.input(member).open(), [])
            while true {
                let piece = try reader.next()
                if piece.isEmpty { break }
                bytes += piece
            }
            guard files.updateValue(bytes, forKey: member.name) == nil else {
                throw .damagedArchive(file: source.name, reason: "\(member.name) is in it twice")
            }
        }
        return files
    }
}
