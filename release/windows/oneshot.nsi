; The launcher: unpacks into a folder of its own, runs the client, and removes folder and file when it has ended.
; The client's broom does the same, should this one be killed; and this one, should the broom be.
Unicode true
Target amd64-unicode
!ifdef FAST
SetCompressor zlib
!else
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 64
!endif
!include FileFunc.nsh
!include LogicLib.nsh
Name "${NAME}"
OutFile "${OUT}"
RequestExecutionLevel user
SilentInstall silent
AutoCloseWindow true
ManifestDPIAware true
ManifestSupportedOS all
VIProductVersion "${VERSION}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "GPL-3.0-or-later"
Var ARGS
Var FOLDER

Section
  ${GetParameters} $ARGS
  GetTempFileName $FOLDER
  Delete $FOLDER
  CreateDirectory $FOLDER
  SetOutPath $FOLDER
  File /r "${SRC}/*"
  SetOutPath "$TEMP"
  ExecWait '"$FOLDER\pythonw.exe" -X utf8 -m start "$EXEPATH" "$FOLDER" $ARGS' $0
  RMDir /r "$FOLDER"
  ClearErrors
  ${GetOptions} $ARGS "--keep" $1
  ${If} ${Errors}
    ClearErrors
    ${GetOptions} $ARGS "--self-test" $1
    ; The file of a button stays as long as the button: `customer_client/button/places.py` has its marker's name.
    ${If} ${Errors}
    ${AndIfNot} ${FileExists} "$EXEDIR\ferndiagnose-button.json"
      ; A running file cannot be deleted: the system's shell waits a moment, and tries twice.
      ExecShell "" '$SYSDIR\cmd.exe' '/d /c ping -n 2 127.0.0.1 >nul & del /f /q "$EXEPATH" & ping -n 4 127.0.0.1 >nul & del /f /q "$EXEPATH"' SW_HIDE
    ${EndIf}
  ${EndIf}
  SetErrorLevel $0
SectionEnd
