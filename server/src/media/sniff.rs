//! What a file is, by its content. Names and declared types are only compared with it.

use super::error::PhotoError;
use std::fmt;

/// A type of picture that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/webp`
    WebP,
}

impl MediaType {
    /// The registered name, as in `image/jpeg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What people send instead of a picture, told apart so that the message can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Foreign {
    /// HEIC or HEIF, as iPhones store photos.
    Heic,
    /// AVIF.
    Avif,
    /// GIF.
    Gif,
    /// TIFF, and the raw formats of cameras that are built on it.
    Tiff,
    /// BMP.
    Bmp,
    /// A film: MP4 or QuickTime.
    Film,
    /// PDF.
    Pdf,
    /// ZIP, and what is built on it: office documents, apps.
    Zip,
    /// HTML, SVG or another markup.
    Markup,
    /// None of these.
    Unknown,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Heic => "a HEIC picture",
            Self::Avif => "an AVIF picture",
            Self::Gif => "a GIF picture",
            Self::Tiff => "a TIFF picture",
            Self::Bmp => "a BMP picture",
            Self::Film => "a film",
            Self::Pdf => "a PDF document",
            Self::Zip => "a ZIP archive",
            Self::Markup => "markup text",
            Self::Unknown => "of an unknown type",
        })
    }
}

/// Tells the type by the first bytes.
///
/// # Errors
/// [`PhotoError::Empty`], [`PhotoError::Foreign`].
pub fn media_type(bytes: &[u8]) -> Result<MediaType, PhotoError> {
    match bytes {
        [] => Err(PhotoError::Empty),
        [0xff, 0xd8, 0xff, ..] => Ok(MediaType::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(MediaType::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(MediaType::WebP),
        _ => Err(PhotoError::Foreign(foreign(bytes))),
    }
}

/// Tells the type by content, and compares it with what the sender declared.
///
/// An empty declaration and `application/octet-stream` declare nothing: some chat apps' browsers send no better.
///
/// # Errors
/// Those of [`media_type`]; [`PhotoError::DeclaredTypeNotAllowed`], [`PhotoError::Mislabelled`].
pub fn check_declared(declared: &str, bytes: &[u8]) -> Result<MediaType, PhotoError> {
    let found = media_type(bytes)?;
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let declared = match essence.as_str() {
        "" | "application/octet-stream" => return Ok(found),
        "image/jpeg" | "image/jpg" | "image/pjpeg" => MediaType::Jpeg,
        "image/png" | "image/x-png" => MediaType::Png,
        "image/webp" => MediaType::WebP,
        _ => return Err(PhotoError::DeclaredTypeNotAllowed(essence.chars().take(64).collect())),
    };
    if declared == found { Ok(found) } else { Err(PhotoError::Mislabelled { declared, found }) }
}

fn foreign(bytes: &[u8]) -> Foreign {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4) {
            Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1") => Foreign::Heic,
            Some(b"avif" | b"avis") => Foreign::Avif,
            _ => Foreign::Film,
        },
        [b'G', b'I', b'F', b'8', ..] => Foreign::Gif,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Foreign::Tiff,
        [b'B', b'M', ..] => Foreign::Bmp,
        [b'%', b'P', b'D', b'F', ..] => Foreign::Pdf,
        [b'P', b'K', 3 | 5 | 7, ..] => Foreign::Zip,
        _ if text.starts_with(b"<") => Foreign::Markup,
        _ => Foreign::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_named_whatever_they_are_called() {
        let cases: [(&[u8], Foreign); 10] = [
            (b"GIF89a\x01\0\x01\0", Foreign::Gif),
            (b"\xef\xbb\xbf\n<svg xmlns='http://www.w3.org/2000/svg'/>", Foreign::Markup),
            (b"<!DOCTYPE html><p>", Foreign::Markup),
            (b"%PDF-1.7", Foreign::Pdf),
            (b"PK\x03\x04", Foreign::Zip),
            (b"\0\0\0\x18ftypheic", Foreign::Heic),
            (b"\0\0\0\x18ftypmp42", Foreign::Film),
            (b"II*\0", Foreign::Tiff),
            (b"\xff\xd8", Foreign::Unknown),
            (b"RIFF\0\0\0\0WAVE", Foreign::Unknown),
        ];
        for (bytes, expected) in cases {
            match check_declared("image/jpeg", bytes) {
                Err(PhotoError::Foreign(found)) => assert_eq!(found, expected),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_empty_file_is_named() {
        assert!(matches!(check_declared("image/jpeg", b""), Err(PhotoError::Empty)));
    }

    #[test]
    fn a_declared_type_must_agree_with_the_content() {
        let jpeg = b"\xff\xd8\xff\xe0";
        for good in ["image/jpeg", "IMAGE/JPG; charset=x", "", "application/octet-stream"] {
            assert!(matches!(check_declared(good, jpeg), Ok(MediaType::Jpeg)), "{good}");
        }
        assert!(matches!(
            check_declared("image/png", jpeg),
            Err(PhotoError::Mislabelled { declared: MediaType::Png, found: MediaType::Jpeg })
        ));
        assert!(matches!(check_declared("text/html", jpeg), Err(PhotoError::DeclaredTypeNotAllowed(_))));
    }
}
