; The launcher. It runs itself a second time: the second unpacks into a folder and runs the client, the first waits and
; removes folder and file when both are gone, whoever of them was killed. Should the first be killed, the client's own
; broom does it; should all be cut off, the next start does (customer_client/removal).
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
!include WinVer.nsh
!include WordFunc.nsh
Name "${NAME}"
Caption "${NAME}"
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
!define MARK "ferndiagnose-download"
; Says that an agent's hand was at work and nobody has let go what it held (customer_client/injection/note.py).
!define HANDS "hands"
!define TOO_OLD "Dieses Windows ist zu alt für das Hilfe-Programm: Es braucht Windows 10 oder neuer. Bitte sagen Sie es der Person am Telefon.$\r$\n$\r$\nThis Windows is too old for the help program: it needs Windows 10 or newer. Please tell the person on the phone."
!define TOO_OLD_STATUS 4
Var ARGS
Var FOLDER
Var FIRST
Var STATUS

; Whether $1 is among the arguments: 1 or 0, into $0.
Function Given
  ClearErrors
  ${GetOptions} $ARGS $1 $2
  StrCpy $0 1
  ${If} ${Errors}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

; The first: a folder with a mark, and everything else by the second.
Function MakeFolder
  ; All that the mark says is known before there is a folder: whoever is cut off between the two leaves next to nothing.
  StrCpy $1 "--keep"
  Call Given
  StrCpy $2 $EXEPATH
  ${If} $0 = 1
    StrCpy $2 ""
  ${EndIf}
  FileOpen $5 $EXEPATH r
  FileSeek $5 0 END $6
  FileClose $5
  GetFileTime $EXEPATH $7 $8
  StrCpy $3 0
  another:
    IntOp $3 $3 + 1
    StrCpy $FOLDER "$TEMP\ferndiagnose-$3"
    IfFileExists "$FOLDER\*.*" another
    CreateDirectory $FOLDER
    ClearErrors
    FileOpen $4 "$FOLDER\${MARK}" w
    IfErrors another
  FileWriteUTF16LE $4 "$6 $7 $8 $2"
  FileClose $4
  StrCpy $FIRST "ferndiagnose-$3"
FunctionEnd

; A client that was killed may have held keys down: another one of the same folder lets go, before that is removed.
Function LetGo
  ${If} ${FileExists} "$FOLDER\${HANDS}"
    ExecWait '"$FOLDER\pythonw.exe" -X utf8 -m start "$EXEPATH" "$FOLDER" $ARGS --let-go'
  ${EndIf}
FunctionEnd

; The second: holds the mark until the client has ended. $FIRST is the folder's name.
Function Run
  StrCpy $FOLDER "$TEMP\$FIRST"
  ClearErrors
  FileOpen $4 "$FOLDER\${MARK}" a
  IfErrors gone
  SetOutPath $FOLDER
  File /r "${SRC}/*"
  SetOutPath "$TEMP"
  ExecWait '"$FOLDER\pythonw.exe" -X utf8 -m start "$EXEPATH" "$FOLDER" $ARGS' $STATUS
  Call LetGo
  FileClose $4
  RMDir /r "$FOLDER"
  gone:
FunctionEnd

; What is open cannot be deleted: the mark goes when second and client have gone.
Function Sweep
  waiting:
    Delete "$FOLDER\${MARK}"
    IfFileExists "$FOLDER\${MARK}" 0 free
    Sleep 300
    Goto waiting
  free:
  Call LetGo
  RMDir /r "$FOLDER"
FunctionEnd

; Whether this is the file of a button, and stays as long as that: 1 or 0, into $0. It is one only in the place where the
; program puts it (`customer_client/button/places.py`): a marker beside a download may be a stranger's.
Function IsButton
  StrCpy $0 0
  ${GetParent} $EXEDIR $1
  ${If} $1 == "$LOCALAPPDATA\Ferndiagnose"
  ${AndIf} $EXEFILE == "fernhilfe.exe"
  ${AndIf} ${FileExists} "$EXEDIR\ferndiagnose-button.json"
    StrCpy $0 1
  ${EndIf}
FunctionEnd

; A running file cannot be deleted, nor one that a scanner reads: the system's shell tries until it is gone.
Function RemoveMyself
  StrCpy $1 "--keep"
  Call Given
  StrCpy $9 $0
  StrCpy $1 "--self-test"
  Call Given
  IntOp $9 $9 + $0
  Call IsButton
  IntOp $9 $9 + $0
  ${If} $9 = 0
    ExecShell "" '$SYSDIR\cmd.exe' '/d /c for /l %i in (1,1,30) do (del /f /q "$EXEPATH" & (if not exist "$EXEPATH" exit) & ping -n 2 127.0.0.1 >nul)' SW_HIDE
  ${EndIf}
FunctionEnd

Section
  ${GetParameters} $ARGS
  ${WordFind} "$ARGS" " " "+2" $0
  StrCpy $1 $0 6
  StrCpy $2 $ARGS 5
  ${If} "$2$1" == "/NCRC/into="
    StrCpy $FIRST $0 "" 6
    StrLen $1 "/NCRC $0 "
    StrCpy $ARGS $ARGS "" $1
    Call Run
  ${ElseIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${TOO_OLD}"
    StrCpy $STATUS ${TOO_OLD_STATUS}
    Call RemoveMyself
  ${Else}
    Call MakeFolder
    ExecWait '"$EXEPATH" /NCRC /into=$FIRST $ARGS' $STATUS
    Call Sweep
    Call RemoveMyself
  ${EndIf}
  SetErrorLevel $STATUS
SectionEnd
