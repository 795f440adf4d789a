//! Reads single fields of a TIFF block (TIFF 6.0, section 2), in which EXIF is written.
//!
//! It follows only the directories it is asked for and copies nothing, so a hostile block costs one walk over at most
//! 65,535 entries. Libraries that collect every field of every linked directory can be made to fill the memory by
//! directories that overlap.

/// A TIFF block and its byte order.
#[derive(Clone, Copy)]
pub(super) struct Tiff<'a> {
    bytes: &'a [u8],
    little_endian: bool,
}

/// One directory of fields.
#[derive(Clone, Copy)]
pub(super) struct Directory<'a> {
    tiff: Tiff<'a>,
    entries: &'a [u8],
}

/// A field's value, undecoded.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    tiff: Tiff<'a>,
    kind: u16,
    bytes: &'a [u8],
}

const ENTRY_LENGTH: usize = 12;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const SIGNED_RATIONAL: u16 = 10;

impl<'a> Tiff<'a> {
    /// Reads the header and finds the first directory.
    pub(super) fn first_directory(bytes: &'a [u8]) -> Option<Directory<'a>> {
        let little_endian = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let tiff = Self { bytes, little_endian };
        if tiff.u16_at(2)? != 42 {
            return None;
        }
        tiff.directory(tiff.u32_at(4)?)
    }

    fn directory(self, offset: u32) -> Option<Directory<'a>> {
        let offset = usize::try_from(offset).ok()?;
        let count = usize::from(self.u16_at(offset)?);
        let rest = self.bytes.get(offset + 2..)?;
        // A directory that is cut off is read as far as it goes.
        let entries = &rest[..rest.len().min(count * ENTRY_LENGTH)];
        Some(Directory { tiff: self, entries })
    }

    fn u16_at(self, offset: usize) -> Option<u16> {
        let bytes = *self.bytes.get(offset..)?.first_chunk()?;
        Some(if self.little_endian { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32_at(self, offset: usize) -> Option<u32> {
        let bytes = *self.bytes.get(offset..)?.first_chunk()?;
        Some(if self.little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }
}

impl<'a> Directory<'a> {
    /// The first field with this tag, if its value lies within the block.
    pub(super) fn get(self, tag: u16) -> Option<Value<'a>> {
        let entry = self.entries.chunks_exact(ENTRY_LENGTH).find_map(|bytes| {
            let entry = Tiff { bytes, ..self.tiff };
            (entry.u16_at(0)? == tag).then_some(entry)
        })?;
        let kind = entry.u16_at(2)?;
        let unit = match kind {
            ASCII => 1,
            SHORT => 2,
            LONG => 4,
            RATIONAL | SIGNED_RATIONAL => 8,
            _ => return None,
        };
        let length = usize::try_from(entry.u32_at(4)?).ok()?.checked_mul(unit)?;
        let bytes = if length <= 4 {
            &entry.bytes[8..8 + length]
        } else {
            let start = usize::try_from(entry.u32_at(8)?).ok()?;
            self.tiff.bytes.get(start..start.checked_add(length)?)?
        };
        Some(Value { tiff: self.tiff, kind, bytes })
    }

    /// The directory that this field points to.
    pub(super) fn child(self, tag: u16) -> Option<Directory<'a>> {
        self.tiff.directory(self.get(tag)?.number()?)
    }
}

impl<'a> Value<'a> {
    /// The first SHORT or LONG.
    pub(super) fn number(self) -> Option<u32> {
        let value = Tiff { bytes: self.bytes, ..self.tiff };
        match self.kind {
            SHORT => value.u16_at(0).map(u32::from),
            LONG => value.u32_at(0),
            _ => None,
        }
    }

    /// ASCII text up to its zero byte, trimmed.
    pub(super) fn text(self) -> Option<&'a str> {
        let end = self.bytes.iter().position(|&byte| byte == 0).unwrap_or(self.bytes.len());
        let text = std::str::from_utf8(&self.bytes[..end]).ok()?.trim();
        (self.kind == ASCII && text.is_ascii()).then_some(text)
    }

    /// The quotient at this place. `0/0`, as some cameras write for "none", is zero.
    pub(super) fn ratio(self, index: usize) -> Option<f64> {
        let value = Tiff { bytes: self.bytes.get(index * 8..)?, ..self.tiff };
        let (above, below) = (value.u32_at(0)?, value.u32_at(4)?);
        let (above, below) = match self.kind {
            RATIONAL => (f64::from(above), f64::from(below)),
            SIGNED_RATIONAL => (f64::from(above.cast_signed()), f64::from(below.cast_signed())),
            _ => return None,
        };
        match (above == 0.0, below == 0.0) {
            (true, true) => Some(0.0),
            (false, true) => None,
            _ => Some(above / below),
        }
    }
}
